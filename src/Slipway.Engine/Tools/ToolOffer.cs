using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Engine.Requests;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Tools;

/// <summary>The functions that a request shows to its model, and what the model is to do with them.</summary>
/// <param name="Tools">None where there are none, or where none is to be called.</param>
/// <param name="Callable">Those of them that may be called.</param>
/// <param name="MustCall">The answer is a call, or several.</param>
/// <param name="Several">It may be several.</param>
internal sealed partial record ToolOffer(
    IReadOnlyList<ToolDefinition> Tools, IReadOnlyList<FunctionDefinition> Callable, bool MustCall, bool Several)
{
    private static readonly ToolOffer None = new([], [], false, false);

    /// <summary>The model's own way to call is not enough: the request asks for something certain.</summary>
    public bool NeedsGrammar => Callable.Count > 0 && (MustCall || !Several || Callable.Any(function => function.Strict == true));

    public static ToolOffer Read(ChatCompletionRequest request, FieldChecks checks)
    {
        var tools = request.Tools ?? [];
        var names = new HashSet<string>();
        for (var i = 0; i < tools.Count; i++)
            Check(tools[i], $"tools[{i}]", names, checks);
        var choice = request.ToolChoice ?? ToolChoice.Auto;
        var mustCall = choice.Function is not null || choice == ToolChoice.Required;
        if (mustCall && tools.Count == 0)
            checks.Fail("tool_choice", "needs tools");
        else if (choice.Function is { } name && !names.Contains(name))
            checks.Fail("tool_choice.function.name", $"'{name}' is none of the tools");
        if (tools.Count == 0 || choice == ToolChoice.None)
            return None;
        var functions = tools.Select(tool => tool.Function);
        return new ToolOffer(
            tools, [.. functions.Where(function => choice.Function is null || function.Name == choice.Function)],
            mustCall, choice.Function is null && request.ParallelToolCalls != false);
    }

    private static void Check(ToolDefinition tool, string field, HashSet<string> names, FieldChecks checks)
    {
        if (tool.Type != "function")
            checks.Fail($"{field}.type", $"must be function, not '{tool.Type}'");
        if (!FunctionName().IsMatch(tool.Function.Name))
            checks.Fail($"{field}.function.name", "must be 1 to 128 letters, digits, dots, dashes or underscores");
        else if (!names.Add(tool.Function.Name))
            checks.Fail($"{field}.function.name", $"'{tool.Function.Name}' is there twice");
        if (tool.Function.Parameters is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            checks.Fail($"{field}.function.parameters", "must be a JSON schema of an object");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.\-]{1,128}\z")]
    private static partial Regex FunctionName();
}
