namespace Slipway.Formats.ToolCalls;

/// <summary>How a model writes that it wants to call functions.</summary>
public enum ToolCallFormat
{
    /// <summary>It doesn't, or it wasn't offered any: text that looks like a call is text.</summary>
    None,

    /// <summary>Objects with name and arguments, each between the tags tool_call: Hermes and Qwen.</summary>
    Tagged,

    /// <summary>
    /// The whole answer is one object with name and parameters, or several with semicolons between, perhaps behind
    /// &lt;|python_tag|&gt;: Llama 3. Built-in tools are called as name.call(key="value") behind that tag.
    /// </summary>
    Bare,
}
