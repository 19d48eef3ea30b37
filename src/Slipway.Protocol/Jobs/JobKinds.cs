namespace Slipway.Protocol.Jobs;

public static class JobKinds
{
    public const string Training = "training";

    public const string Evaluation = "evaluation";
}
