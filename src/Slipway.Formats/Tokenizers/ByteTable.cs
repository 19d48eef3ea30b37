using System.Numerics;
using System.Runtime.InteropServices;

namespace Slipway.Formats.Tokenizers;

/// <summary>Finds the index of a byte string of a list by its content, without making an object of what is looked up.</summary>
internal sealed class ByteTable(ByteStrings strings, int expected)
{
    // Index + 1 and hash; open addressing, at most half full.
    private (int Entry, uint Hash)[] _slots = new (int, uint)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected, 8) * 2)];
    private int _count;

    /// <summary>Index of <paramref name="key"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        var hash = Hash(key);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; _slots[slot].Entry != 0; slot = slot + 1 & mask)
        {
            if (_slots[slot].Hash == hash && strings[_slots[slot].Entry - 1].SequenceEqual(key))
                return _slots[slot].Entry - 1;
        }

        return -1;
    }

    /// <summary>Makes the string at <paramref name="index"/> findable; false where an equal one already is.</summary>
    public bool TryAdd(int index)
    {
        if (Find(strings[index]) >= 0)
            return false;
        if (++_count * 2 > _slots.Length)
            Grow();
        Put(_slots, (index + 1, Hash(strings[index])));
        return true;
    }

    private void Grow()
    {
        var grown = new (int Entry, uint Hash)[_slots.Length * 2];
        foreach (var slot in _slots)
        {
            if (slot.Entry != 0)
                Put(grown, slot);
        }

        _slots = grown;
    }

    private static void Put((int Entry, uint Hash)[] slots, (int Entry, uint Hash) entry)
    {
        var mask = slots.Length - 1;
        var slot = (int)entry.Hash & mask;
        while (slots[slot].Entry != 0)
            slot = slot + 1 & mask;
        slots[slot] = entry;
    }

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var hash = (ulong)key.Length * Odd;
        while (key.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(key)) * Odd;
            hash ^= hash >> 32;
            key = key[sizeof(ulong)..];
        }

        ulong tail = 0;
        foreach (var value in key)
            tail = tail << 8 | value;
        hash = (hash ^ tail) * Odd;
        return (uint)(hash >> 32);
    }
}
