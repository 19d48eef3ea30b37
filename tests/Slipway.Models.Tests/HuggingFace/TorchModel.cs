using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Testing;

namespace Slipway.Models.Tests.HuggingFace;

/// <summary>A Hugging Face directory with random weights, and what Debian's PyTorch computes from the published definition of its kind.</summary>
internal sealed class TorchModel : IDisposable
{
    private readonly TempDirectory _folder;

    private TorchModel(string answer, TempDirectory folder)
    {
        _folder = folder;
        using var json = JsonDocument.Parse(answer);
        Tokens = json.RootElement.GetProperty("tokens").Deserialize<int[]>()!;
        var values = MemoryMarshal.Cast<byte, float>(json.RootElement.GetProperty("logits").GetBytesFromBase64());
        var vocabulary = values.Length / Tokens.Length;
        Logits = new float[Tokens.Length][];
        for (var i = 0; i < Tokens.Length; i++)
            Logits[i] = values.Slice(i * vocabulary, vocabulary).ToArray();
    }

    public string Path => _folder.Path;

    public int[] Tokens { get; }

    /// <summary>After each of the tokens; of a model with an adapter, what it computes with it.</summary>
    public float[][] Logits { get; }

    public static async Task<TorchModel> WriteAsync(string kind, string type = "F32", bool hasAdapter = false)
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "python3-torch is not installed: run tests/install");
        var folder = new TempDirectory();
        var script = Repository.PathOf("tests", "peers", "hugging_face.py");
        var run = await ProcessRunner.RunAsync("/usr/bin/python3", [script, folder.Path, kind, type, .. hasAdapter ? (string[])["adapter"] : []], TimeSpan.FromMinutes(2));
        Assert.True(run.ExitCode == 0, run.Errors);
        return new TorchModel(run.Output, folder);
    }

    public void Dispose() => _folder.Dispose();
}
