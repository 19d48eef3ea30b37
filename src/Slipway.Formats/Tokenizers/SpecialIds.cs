namespace Slipway.Formats.Tokenizers;

/// <summary>Which tokens begin and end what, and how a prompt is framed.</summary>
internal sealed record SpecialIds
{
    public int? Bos { get; init; }

    public int? Eos { get; init; }

    public bool AddsBos { get; init; }

    public bool AddsEos { get; init; }

    /// <summary>Encoding puts a space before a text.</summary>
    public bool AddsSpace { get; init; }

    /// <summary>Of special tokens that overlap, the leftmost is taken; otherwise the longest.</summary>
    public bool Leftmost { get; init; }

    public required IReadOnlySet<int> EndOfGeneration { get; init; }
}
