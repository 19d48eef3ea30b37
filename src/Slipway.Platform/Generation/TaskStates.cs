namespace Slipway.Platform.Generation;

/// <summary>States as the wire and the store write them.</summary>
public static class TaskStates
{
    public static readonly IReadOnlyList<string> Names = ["queued", "processing", "completed", "failed"];

    public static string Name(this TaskState state) => Names[(int)state];

    public static bool TryParse(string name, out TaskState state)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            state = (TaskState)i;
            if (Names[i] == name)
                return true;
        }

        state = default;
        return false;
    }

    public static bool IsFinal(this TaskState state) => state is TaskState.Completed or TaskState.Failed;
}
