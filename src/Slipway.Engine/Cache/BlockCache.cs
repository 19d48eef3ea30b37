namespace Slipway.Engine.Cache;

/// <summary>
/// Who owns the blocks of keys and values. A block is free, in use (by one or more sequences), or kept: nobody uses it, but its
/// content may be wanted again, until room is needed; the one longest unused goes first. One thread uses it; it allocates nothing.
/// </summary>
internal sealed class BlockCache
{
    private const int None = -1;

    private readonly Dictionary<BlockKey, int> _blockOf;
    private readonly BlockKey?[] _keys;
    private readonly int[] _users;

    // The kept blocks, from the longest unused on, as a list linked through the arrays.
    private readonly int[] _older;
    private readonly int[] _newer;
    private int _oldest = None;
    private int _newest = None;

    private readonly int[] _free;
    private int _freeCount;

    public BlockCache(int blocks)
    {
        _blockOf = new Dictionary<BlockKey, int>(blocks);
        (_keys, _users, _older, _newer, _free) = (new BlockKey?[blocks], new int[blocks], new int[blocks], new int[blocks], new int[blocks]);
        // Low ones are handed out first, and a freed one before one that was never touched: untouched ones cost no memory.
        for (var block = blocks - 1; block >= 0; block--)
            _free[_freeCount++] = block;
    }

    public int Blocks => _free.Length;

    /// <summary>Blocks in use.</summary>
    public int Used => Blocks - _freeCount - Kept;

    /// <summary>Blocks whose content waits to be reused.</summary>
    public int Kept { get; private set; }

    /// <summary>Blocks that <see cref="TryTake"/> could give.</summary>
    public int Available => _freeCount + Kept;

    public long Evictions { get; private set; }

    /// <summary>Takes an empty block into use.</summary>
    public bool TryTake(out int block)
    {
        if (_freeCount > 0)
        {
            block = _free[--_freeCount];
        }
        else if (_oldest != None)
        {
            block = _oldest;
            Unlink(block);
            _blockOf.Remove(_keys[block]!.Value);
            _keys[block] = null;
            Evictions++;
        }
        else
        {
            block = None;
            return false;
        }
        _users[block] = 1;
        return true;
    }

    /// <summary>Takes the block of this content into use, if there is one.</summary>
    public bool TryReuse(BlockKey key, out int block)
    {
        if (!_blockOf.TryGetValue(key, out block))
            return false;
        if (_users[block]++ == 0)
            Unlink(block);
        return true;
    }

    public bool Contains(BlockKey key) => _blockOf.ContainsKey(key);

    /// <summary>Says what a used block now holds. If another block holds the same already, this one stays anonymous.</summary>
    public void Identify(int block, BlockKey key)
    {
        if (_blockOf.TryAdd(key, block))
            _keys[block] = key;
    }

    /// <summary>Ends one use of a block. A sequence gives its last block back first, so that of a prefix the end is evicted first.</summary>
    public void Release(int block)
    {
        if (--_users[block] > 0)
            return;
        if (_keys[block] is null)
        {
            _free[_freeCount++] = block;
            return;
        }
        (_older[block], _newer[block]) = (_newest, None);
        if (_newest == None)
            _oldest = block;
        else
            _newer[_newest] = block;
        _newest = block;
        Kept++;
    }

    private void Unlink(int block)
    {
        var (older, newer) = (_older[block], _newer[block]);
        if (older == None)
            _oldest = newer;
        else
            _newer[older] = newer;
        if (newer == None)
            _newest = older;
        else
            _older[newer] = older;
        Kept--;
    }
}
