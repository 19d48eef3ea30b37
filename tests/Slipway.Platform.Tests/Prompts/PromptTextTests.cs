using Slipway.Platform.Prompts;

namespace Slipway.Platform.Tests.Prompts;

public sealed class PromptTextTests
{
    [Fact]
    public void Variables_are_found_in_order_and_once()
    {
        var prompt = new PromptText("Dear {{ name }}, {{topic}} is {name} {{not a name}} {{topic}} {{größe.2-x}}");
        Assert.Equal(["name", "topic", "größe.2-x"], prompt.Variables);
    }

    [Fact]
    public void A_missing_variable_is_named()
    {
        var prompt = new PromptText("{{a}} {{b}} {{c}}");
        Assert.Equal(["a", "c"], prompt.Missing(new Dictionary<string, string> { ["b"] = "1" }));
    }

    [Fact]
    public void A_value_cannot_bring_in_another_variable()
    {
        var prompt = new PromptText("[{{a}}|{{b}}]");
        Assert.Equal("[{{b}}|2]", prompt.Fill(new Dictionary<string, string> { ["a"] = "{{b}}", ["b"] = "2" }));
    }

    [Fact]
    public void Text_without_variables_stays_as_it_is() =>
        Assert.Equal("a {b} }}{{", new PromptText("a {b} }}{{").Fill(new Dictionary<string, string>()));
}
