using System.Numerics;

namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>Which two neighbouring tokens merge, in what order, and into which token.</summary>
internal sealed class PairTable
{
    // Open addressing, at most half full; an empty slot has the key of no pair.
    private const ulong Empty = ulong.MaxValue;

    private readonly (ulong Key, uint Rank, int Token)[] _slots;
    private readonly int _shift;

    public PairTable(int count)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 8) * 2);
        _slots = new (ulong, uint, int)[size];
        _shift = 64 - BitOperations.Log2(size);
        Array.Fill(_slots, (Empty, uint.MaxValue, -1));
    }

    /// <summary>Adds a pair; the first of equal ones stays.</summary>
    public void Add(int left, int right, uint rank, int token)
    {
        var key = Key(left, right);
        var slot = Slot(key);
        while (_slots[slot].Key != Empty && _slots[slot].Key != key)
            slot = slot + 1 & _slots.Length - 1;
        if (_slots[slot].Key == Empty)
            _slots[slot] = (key, rank, token);
    }

    /// <summary>The rank of a pair, lower ones merge first; uint.MaxValue where it doesn't merge.</summary>
    public uint Find(int left, int right, out int token)
    {
        var key = Key(left, right);
        var slot = Slot(key);
        while (_slots[slot].Key != Empty && _slots[slot].Key != key)
            slot = slot + 1 & _slots.Length - 1;
        token = _slots[slot].Token;
        return _slots[slot].Rank;
    }

    private static ulong Key(int left, int right) => (ulong)(uint)left << 32 | (uint)right;

    private int Slot(ulong key) => (int)(key * 0x9E3779B97F4A7C15 >> _shift);
}
