namespace Slipway.Models.Execution;

/// <summary>What a span of a batch is computed for.</summary>
public enum Want
{
    /// <summary>Only its keys and values: a part of a prompt.</summary>
    None,

    /// <summary>The logits after its last row.</summary>
    Last,

    /// <summary>The logits after every row.</summary>
    All,

    /// <summary>The final hidden state of every row, for embeddings.</summary>
    Hidden,
}
