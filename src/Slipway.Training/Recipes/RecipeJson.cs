using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Training.Recipes;

// Properties with defaults have setters: what a text leaves out would make an init property null or zero.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(ProgressRecord))]
internal sealed partial class RecipeJson : JsonSerializerContext;
