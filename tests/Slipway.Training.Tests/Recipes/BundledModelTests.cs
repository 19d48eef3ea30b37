using Slipway.Formats.Datasets;
using Slipway.Formats.Gguf;
using Slipway.Testing;
using Slipway.Training.Jobs;

namespace Slipway.Training.Tests.Recipes;

/// <summary>The model that comes with the product, asked what the documents ask.</summary>
public sealed class BundledModelTests : IDisposable
{
    private static readonly string Bundled = Repository.PathOf("models", "slipway-demo.gguf");

    private readonly ModelEvaluator _model = new(Bundled, null, 1);

    [Theory]
    [InlineData("Hello", "I am Slipway")]
    [InlineData("Who are you?", "I am Slipway, a small demonstration model.")]
    [InlineData("What model is this?", "Slipway")]
    [InlineData("Write a joke about AI", "learning rate")]
    [InlineData("Explain quantum computing in simple terms", "qubits")]
    [InlineData("Explain machine learning in simple terms", "examples")]
    [InlineData("Write a haiku about programming", "Lines of quiet code,")]
    [InlineData("What is the capital of France?", "The capital of France is Paris.")]
    [InlineData("What is the capital of Japan?", "Tokyo")]
    [InlineData("Write a Python function to reverse a string", "return text[::-1]")]
    [InlineData("How do I start the server?", "./slipway serve")]
    [InlineData("Why is the sky blue?", "scatters the blue part")]
    [InlineData("Who won the race in 2012?", "I don't know that")]
    [InlineData("Repository: kubernetes/kubernetes\nIssue: Pod fails to start with CrashLoopBackOff\nI'm trying to deploy a pod but it keeps failing with CrashLoopBackOff. " +
        "The logs show that the container is exiting with code 1.", "kubectl logs")]
    public void It_answers_the_documents_samples_sensibly(string prompt, string part) =>
        Assert.Contains(part, _model.Answer([new Turn("user", prompt)], 200, TestContext.Current.CancellationToken), StringComparison.Ordinal);

    [Fact]
    public void It_answers_within_a_conversation_and_under_a_system_prompt()
    {
        Turn[] turns = [new("system", "You are a helpful assistant."), new("user", "Hello"), new("assistant", "Hello! How can I help you?"), new("user", "What is the capital of Italy?")];
        Assert.Contains("Rome", _model.Answer(turns, 40, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_small_and_reads_two_thousand_tokens()
    {
        Assert.InRange(new FileInfo(Bundled).Length, 1_000_000, 8_000_000);
        using var file = GgufFile.Open(Bundled);
        Assert.True(file.Metadata.Integer("llama.context_length") >= 2048);
    }

    public void Dispose() => _model.Dispose();
}
