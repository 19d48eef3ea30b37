namespace Slipway.Training.Corpus;

/// <summary>Ways to ask for one thing and ways to answer, as patterns.</summary>
/// <param name="Name">For messages about it.</param>
/// <param name="Weight">How often it is drawn, compared with others.</param>
/// <param name="FollowUps">What may be asked next, with the answer.</param>
internal sealed record Topic(
    string Name, int Weight, List<string> Questions, List<string> Answers, List<(string Question, string Answer)> FollowUps);
