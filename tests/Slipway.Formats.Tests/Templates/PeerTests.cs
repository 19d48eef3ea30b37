using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Formats.Templates;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Templates;

/// <summary>What we render is what Jinja2 and Hugging Face's own renderer do, character by character.</summary>
[Trait("Needs", "peer")]
public sealed class PeerTests
{
    private const int ConversationsEach = 80;

    private static readonly TimeProvider Clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 7, 9, 5, 30, TimeSpan.Zero));

    public static TheoryData<string> Families => [.. Directory.GetFiles(FamilyFolder).Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    // The library for JavaScript compares dictionaries by identity, and lacks half of the filters.
    public static TheoryData<string> CommonFamilies =>
        [.. Families.Select(family => family.Data).Where(family => family is not ("mistral-nemo" or "typescript-tools"))];

    private static string FamilyFolder => Repository.PathOf("tests", "Slipway.Formats.Tests", "Templates", "Families");

    [Fact]
    public void The_expectations_of_the_language_tests_are_Jinja2s()
    {
        using var peer = NodePeer.StartPython("jinja.py");
        var answers = Ask(peer, LanguageCases.All.Select(row => (row.Template, Context(LanguageCases.Variables))));
        Assert.Equal(LanguageCases.All.Select(row => row.Expected), answers);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_renders_as_with_Jinja2(string family)
    {
        using var peer = NodePeer.StartPython("jinja.py");
        Compare(family, peer, onlyCommon: false);
    }

    [Theory]
    [MemberData(nameof(CommonFamilies))]
    public void A_family_renders_as_with_the_library_for_JavaScript(string family)
    {
        using var peer = NodePeer.Start("jinja.mjs", "@huggingface/jinja");
        // It takes what Python doesn't, such as a text plus a list, and knows fewer filters: what counts is where both render. And it
        // writes lists as JSON where Python uses repr, and strips all blanks whatever it is asked to strip.
        Compare(family, peer, onlyCommon: true);
    }

    private static void Compare(string family, NodePeer peer, bool onlyCommon)
    {
        var source = File.ReadAllText(Path.Combine(FamilyFolder, family + ".jinja"));
        var template = ChatTemplate.Parse(source);
        var conversations = new Conversations(new Random(7), plain: onlyCommon);
        var contexts = Enumerable.Range(0, ConversationsEach).Select(_ => conversations.Next()).ToList();
        var answers = Ask(peer, contexts.Select(context => (source, context)));
        Assert.True(answers.Count(answer => answer is not null) > ConversationsEach / 10, "too few conversations that the template takes");
        for (var i = 0; i < answers.Count; i++)
        {
            var ours = Render(template, contexts[i]);
            if (answers[i] != ours && !(onlyCommon && (ours is null || answers[i] is null)))
                Assert.Fail($"{contexts[i].ToJsonString()}\n--- theirs\n{answers[i]}\n--- ours\n{ours}");
        }
    }

    // Null where the template fails.
    private static List<string?> Ask(NodePeer peer, IEnumerable<(string Template, JsonObject Context)> requests) =>
    [
        .. peer.Ask(requests.Select(request => new { template = request.Template, context = request.Context })).EnumerateArray()
            .Select(answer => answer.TryGetProperty("text", out var text) ? text.GetString() : null),
    ];

    private static string? Render(ChatTemplate template, JsonObject context)
    {
        var json = JsonElement.Parse(context.ToJsonString());
        try
        {
            return string.Concat(template.RenderAsIs(new ChatInput { Messages = json.GetProperty("messages"), Variables = json, Clock = Clock }).Select(run => run.Text));
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private static JsonObject Context(string variables)
    {
        var context = JsonNode.Parse(variables)!.AsObject();
        (context["messages"], context["tools"], context["bos_token"], context["eos_token"]) = (new JsonArray(), null, "<s>", "</s>");
        return context;
    }
}
