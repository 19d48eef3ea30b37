using System.Runtime.CompilerServices;

namespace Slipway.Engine.Grammars;

/// <summary>
/// Runs an automaton over bytes. All ways through the grammar are followed at once, and each step is computed only once: what comes of a
/// state and a byte is remembered, which makes a deterministic automaton of the parts that texts really visit. One thread uses it.
/// </summary>
internal sealed class Machine
{
    private const int MostStates = 8192;

    private readonly Automaton _automaton;
    private readonly byte[] _classOf;
    private readonly int _classes;
    private readonly byte[] _memberOf;
    private readonly Dictionary<long, Frame> _frames = [];
    private readonly Dictionary<PlacesKey, MatchState> _states = [];
    private readonly HashSet<(int Node, Frame Frame)> _seen = [];
    private readonly Stack<(int Node, Frame Frame)> _open = [];
    private readonly List<(int Node, Frame Frame)> _places = [];
    private int _nextFrame = 1;

    public Machine(Automaton automaton)
    {
        _automaton = automaton;
        (_classOf, _classes) = automaton.ByteClasses();
        _memberOf = new byte[_classes];
        for (var value = 255; value >= 0; value--)
            _memberOf[_classOf[value]] = (byte)value;
        Dead = new MatchState([], isComplete: false, _classes);
    }

    /// <summary>A text that cannot become right any more.</summary>
    public MatchState Dead { get; }

    public Automaton Automaton => _automaton;

    public MatchState Start() => Close([(_automaton.Start, Frame.Bottom)]);

    /// <summary>The state of a single node that goes on by a byte, as if its rule stood in nothing.</summary>
    public MatchState At(int node) => Intern([(node, Frame.Bottom)], isComplete: false);

    /// <summary>The state when the innermost rule of a frame is through.</summary>
    public MatchState After(Frame frame) => frame.AfterReturn ??= frame.Parent is { } parent ? Close([(frame.ReturnNode, parent)]) : Dead;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MatchState Next(MatchState state, byte value)
    {
        var byteClass = _classOf[value];
        return state.Next(byteClass) ?? Step(state, byteClass);
    }

    private MatchState Step(MatchState state, byte byteClass)
    {
        var value = _memberOf[byteClass];
        var next = new List<(int, Frame)>();
        foreach (var (node, frame) in state.Places)
        {
            foreach (var edge in _automaton.Edges(node))
            {
                if (edge.First <= value && value <= edge.Last)
                    next.Add((edge.Target, frame));
            }
        }
        return state.Next(byteClass) = next.Count == 0 ? Dead : Close(next);
    }

    /// <summary>Follows everything that goes on without a byte.</summary>
    private MatchState Close(List<(int Node, Frame Frame)> begin)
    {
        _seen.Clear();
        _places.Clear();
        var complete = false;
        foreach (var place in begin)
            _open.Push(place);
        while (_open.TryPop(out var place))
        {
            if (!_seen.Add(place))
                continue;
            var (node, frame) = place;
            switch (_automaton.Kind(node))
            {
                case NodeKind.Bytes:
                    if (_automaton.Edges(node).Length > 0)
                        _places.Add(place);
                    break;
                case NodeKind.Split:
                    foreach (var target in _automaton.Splits(node))
                        _open.Push((target, frame));
                    break;
                case NodeKind.Call:
                    // A rule at the very end of another needs no frame of its own; otherwise lists written as recursion would pile them up.
                    var inner = _automaton.Return(node) is >= 0 and var after ? Push(after, frame) : frame;
                    _open.Push((_automaton.Callee(node), inner));
                    break;
                default:
                    if (frame.Parent is { } parent)
                        _open.Push((frame.ReturnNode, parent));
                    else
                        complete = true;
                    break;
            }
        }
        return Intern(_places, complete);
    }

    private Frame Push(int returnNode, Frame parent)
    {
        var key = ((long)parent.Id << 32) | (uint)returnNode;
        if (!_frames.TryGetValue(key, out var frame))
            _frames[key] = frame = new Frame(returnNode, parent, _nextFrame++);
        return frame;
    }

    private MatchState Intern(List<(int Node, Frame Frame)> places, bool isComplete)
    {
        var sorted = places.ToArray();
        Array.Sort(sorted, static (a, b) => a.Node != b.Node ? a.Node.CompareTo(b.Node) : a.Frame.Id.CompareTo(b.Frame.Id));
        var key = new PlacesKey(sorted, isComplete);
        if (_states.TryGetValue(key, out var known))
            return known;
        if (_states.Count == MostStates)
        {
            // Those in use go on; they are merely no longer found again.
            _states.Clear();
            _frames.Clear();
        }
        return _states[key] = new MatchState(sorted, isComplete, _classes);
    }
}
