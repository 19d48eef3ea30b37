using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Direct;

namespace Slipway.Platform.Tests.Generation.Direct;

public sealed class InputRenderingTests
{
    [Theory]
    [InlineData("""{"repository":"a/b","issue_title":"It fails","n":5}""", null, "Repository: a/b\nIssue title: It fails\nN: 5")]
    [InlineData("""{"prompt":"Hello"}""", null, "Hello")]
    [InlineData("\"Hello\"", null, "Hello")]
    [InlineData("""{"q":"x","tags":["a","b"]}""", "Q: {{ input.q }}{% for t in input.tags %} #{{ t }}{% endfor %}", "Q: x #a #b")]
    public void An_input_becomes_the_prompt(string input, string? template, string expected) =>
        Assert.Equal(expected, InputRendering.Render(JsonDocument.Parse(input).RootElement, template).Value);

    [Fact]
    public void A_template_that_fails_is_the_callers_error()
    {
        var rendered = InputRendering.Render(JsonDocument.Parse("{}").RootElement, "{{ input.a.b.c }}");
        Assert.Equal(FailureKind.InvalidRequest, rendered.Failure!.Kind);
    }
}
