using Slipway.Testing;

namespace Slipway.Models.Tests.Execution;

/// <summary>
/// Our next-token distributions beside llama.cpp's, along llama.cpp's own greedy text: at each position the mean divergence stays
/// under a bound, and our first choice is theirs wherever their margin exceeds the error that the stored type explains.
/// </summary>
internal static class LlamaComparison
{
    private const int Prompt = 24;
    private const int Positions = 64;

    public static void AssertAgrees(TestModel model, LlamaPeer peer, double divergence, double margin)
    {
        peer.Load(model.Path);
        var prompt = model.Tokens(Prompt, seed: 9);
        int[] text = [.. prompt, .. peer.Greedy(prompt, Positions)];
        var theirs = peer.Logits(text.AsSpan(0, text.Length - 1).ToArray(), Positions);
        var ours = model.Logits(text[..^1])[^Positions..];

        var sum = 0.0;
        for (var position = 0; position < Positions; position++)
        {
            sum += Distributions.Divergence(theirs[position], ours[position]);
            var order = theirs[position].Order().ToArray();
            var first = Array.IndexOf(theirs[position], order[^1]);
            if (order[^1] - order[^2] > margin)
                Assert.True(first == Array.IndexOf(ours[position], ours[position].Max()), $"another choice at position {position}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"mean divergence {sum / Positions:E2}");
        Assert.InRange(sum / Positions, -1e-9, divergence);
    }
}
