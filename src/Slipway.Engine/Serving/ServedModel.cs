using Slipway.Engine.Adapters;
using Slipway.Engine.Cache;
using Slipway.Engine.Grammars;
using Slipway.Engine.Metrics;
using Slipway.Engine.Scheduling;
using Slipway.Formats.Templates;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.ToolCalls;
using Slipway.Models;
using Slipway.Models.Execution;
using Slipway.Models.Sampling;
using Slipway.Tensors;

namespace Slipway.Engine.Serving;

/// <summary>A loaded model and the thread that runs it.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly Model _model;
    private readonly ThreadTeam _team;
    private readonly KvPool _pool;
    private readonly Thread _loop;

    private ServedModel(Model model, EngineOptions options, TimeProvider time)
    {
        (_model, Time) = (model, time);
        Name = options.Name ?? Path.GetFileNameWithoutExtension(options.ModelPath);
        Created = time.GetUtcNow().ToUnixTimeSeconds();
        DefaultMaxTokens = options.DefaultMaxTokens;
        SamplingDefaults = SamplingDefaults.Read(model.Metadata);
        Template = model.ChatTemplate is { } source ? ChatTemplate.Parse(source) : ChatTemplate.Default(model.Tokenizer);
        ToolTemplate = model.ToolTemplate is { } forTools ? ChatTemplate.Parse(forTools) : Template;

        Adapters = new AdapterShelf(model, Name, time);

        var marked = MarkedTokenizer.Of(model.Tokenizer);
        Grammars = new GrammarCache(model.Tokenizer);
        MarkedGrammars = marked == model.Tokenizer ? Grammars : new GrammarCache(marked);

        var context = options.Context ?? Math.Min(model.Spec.ContextLength, EngineOptions.DefaultContext);
        _team = new ThreadTeam(options.Threads);
        _pool = new KvPool(model.Spec, CacheBlocks(model, options, context));
        var runner = new ExecutorRunner(new Executor(model, _team, _pool, Math.Max(options.BatchChunk, options.Slots)), options.Slots);
        Scheduler = new Scheduler(
            new SchedulerOptions { Context = context, Slots = options.Slots, Blocks = _pool.Blocks, QueueLimit = options.QueueLimit },
            runner, model.Tokenizer, marked, model.Spec.Vocabulary, time, new EngineMeters());
        _loop = new Thread(Scheduler.Run) { Name = "scheduler", IsBackground = true };
    }

    public string Name { get; }

    public long Created { get; }

    public TimeProvider Time { get; }

    public Tokenizer Tokenizer => _model.Tokenizer;

    public int Vocabulary => _model.Spec.Vocabulary;

    public int EmbeddingWidth => _model.Spec.Width;

    public ChatTemplate Template { get; }

    /// <summary>For conversations with tools.</summary>
    public ChatTemplate ToolTemplate { get; }

    public Scheduler Scheduler { get; }

    public AdapterShelf Adapters { get; }

    public GrammarCache Grammars { get; }

    /// <summary>For answers in which tags mean something.</summary>
    public GrammarCache MarkedGrammars { get; }

    /// <summary>Tokens that one request may use.</summary>
    public int Context => Scheduler.Options.Context;

    public int DefaultMaxTokens { get; }

    public SamplingDefaults SamplingDefaults { get; }

    /// <exception cref="Slipway.Formats.ModelFileException">The file cannot be served; the message names it and says why.</exception>
    public static ServedModel Load(EngineOptions options, TimeProvider time, IProgress<LoadProgress>? progress)
    {
        var model = Model.Open(options.ModelPath, progress);
        try
        {
            var trained = model.Spec.ContextLength;
            if (options.Context > trained)
            {
                throw new Formats.ModelFileException(
                    options.ModelPath, "context length", $"the model was made for {trained} tokens, --context asks for {options.Context}");
            }
            var served = new ServedModel(model, options, time);
            served._loop.Start();
            foreach (var (name, path) in options.Adapters)
            {
                if (served.Adapters.Load(name, path) is not { } fault)
                    continue;
                served.Dispose();
                throw new Formats.ModelFileException(path, $"adapter '{name}'", fault.Message);
            }
            return served;
        }
        catch (TemplateException exception)
        {
            model.Dispose();
            throw new Formats.ModelFileException(options.ModelPath, "tokenizer.chat_template", exception.Message, exception);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Scheduler.Stop();
        if (_loop.IsAlive)
            _loop.Join();
        Scheduler.Dispose();
        Adapters.Clear();
        _team.Dispose();
        _pool.Dispose();
        _model.Dispose();
    }

    /// <summary>All slots at full context, or what memory allows; a request of full context always fits.</summary>
    private static int CacheBlocks(Model model, EngineOptions options, int context)
    {
        using var one = new KvPool(model.Spec, 1);
        var memory = options.CacheBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        var least = KvBlock.For(context);
        var affordable = Math.Min(memory / one.BytesPerBlock, int.MaxValue);
        return (int)Math.Clamp(affordable, least, (long)options.Slots * least);
    }
}
