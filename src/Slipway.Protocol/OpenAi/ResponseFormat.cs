namespace Slipway.Protocol.OpenAi;

/// <param name="Type"><c>text</c>, <c>json_object</c> or <c>json_schema</c>.</param>
public sealed record ResponseFormat(string Type, JsonSchemaFormat? JsonSchema = null);
