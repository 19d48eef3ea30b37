namespace Slipway.Training.Recipes;

/// <param name="Parameters">Numbers that were trained.</param>
/// <param name="Tokens">Of the corpus, once.</param>
/// <param name="Loss">Of the trained model on what was held out.</param>
/// <param name="QuantizedLoss">Of the finished file on the same.</param>
public sealed record RecipeResult(long Parameters, long Tokens, double Loss, double QuantizedLoss);
