namespace Slipway.Protocol.Jobs;

/// <summary>
/// What a job process is to do, <c>slipway job --spec FILE --supervised</c>. It writes <see cref="JobEvent"/>s as JSON lines on standard output, ends
/// when standard input does or at SIGTERM (as cancelled, within a step), and when it is started again with the same spec it goes on from the
/// newest checkpoint.
/// </summary>
public sealed record JobSpec
{
    /// <summary><see cref="JobKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>For messages only.</summary>
    public string Id { get; set; } = "";

    /// <summary>A GGUF file or a Hugging Face directory: what is trained, or evaluated. "embedded:llama4" is the tiny base that the project makes.</summary>
    public required string Model { get; init; }

    /// <summary>A PEFT directory or GGUF file, where the model is evaluated with an adapter.</summary>
    public string? Adapter { get; init; }

    public required JobDataset Dataset { get; init; }

    /// <summary>Where checkpoints and results go; the job's own.</summary>
    public required string Folder { get; init; }

    /// <summary>What the new model calls itself.</summary>
    public string? Name { get; init; }

    /// <summary>What the base calls itself, for the adapter's configuration; its file by default.</summary>
    public string? BaseName { get; init; }

    /// <summary>Threads that compute; they change no bit of the result.</summary>
    public int? Threads { get; init; }

    public TrainingConfig Config { get; set; } = new();

    /// <summary>Whether a trained adapter is also merged into a full model (and the merge proved).</summary>
    public bool Merge { get; set; } = true;

    /// <summary>Whether the merged model is also written as a Hugging Face directory.</summary>
    public bool Safetensors { get; init; }

    public EvaluationConfig Evaluation { get; set; } = new();
}
