using System.Text.Json;
using Slipway.Formats.Templates;
using Slipway.Formats.ToolCalls;
using Slipway.Testing;

namespace Slipway.Formats.Tests.ToolCalls;

public sealed class AnswerSyntaxTests
{
    [Theory]
    [InlineData("qwen3", "{}", ToolCallFormat.Tagged, true, false)]
    [InlineData("qwen3", """{"enable_thinking": false}""", ToolCallFormat.Tagged, false, false)]
    [InlineData("qwen25", "{}", ToolCallFormat.Tagged, false, false)]
    [InlineData("hermes-tools", "{}", ToolCallFormat.Tagged, false, false)]
    [InlineData("llama3-tools", "{}", ToolCallFormat.Bare, false, false)]
    [InlineData("deepseek-r1", "{}", ToolCallFormat.None, true, true)]
    [InlineData("gemma", "{}", ToolCallFormat.None, false, false)]
    public void A_template_says_how_its_model_answers(string family, string variables, ToolCallFormat calls, bool thinks, bool startsThinking)
    {
        var syntax = Of(family, variables, ["ferry"]);
        Assert.Equal((calls, thinks, startsThinking), (syntax.Calls, syntax.Thinks, syntax.StartsThinking));
        Assert.Equal(ToolCallFormat.None, Of(family, variables, []).Calls);
    }

    private static AnswerSyntax Of(string family, string variables, string[] functions)
    {
        var path = Repository.PathOf("tests", "Slipway.Formats.Tests", "Templates", "Families", family + ".jinja");
        var template = ChatTemplate.Parse(File.ReadAllText(path));
        var prompt = template.Render(new ChatInput
        {
            Messages = JsonElement.Parse("""[{"role": "user", "content": "<think>"}]"""),
            Variables = JsonElement.Parse(variables),
        });
        return AnswerSyntax.Of(template, prompt, functions);
    }
}
