using System.Text.Json;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Protocol.Tests.OpenAi;

public sealed class WireShapeTests
{
    [Theory]
    [InlineData("\"text\"", 1)]
    [InlineData("[\"one\",\"two\"]", 2)]
    [InlineData("[1,2,3]", 1)]
    [InlineData("[[1,2],[3]]", 2)]
    public void A_prompt_keeps_its_shape(string json, int prompts)
    {
        var request = Read("{\"prompt\":" + json + "}");
        Assert.Equal(prompts, request.Prompt.Prompts.Count);
        Assert.Equal("{\"prompt\":" + json + "}", JsonSerializer.Serialize(request, WireJson.Default.CompletionRequest));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[\"a\",1]")]
    [InlineData("[1,\"a\"]")]
    [InlineData("[1,[2]]")]
    [InlineData("[[1],2]")]
    [InlineData("[1.5]")]
    [InlineData("{}")]
    public void A_prompt_of_another_shape_is_refused(string json) =>
        Assert.Throws<WireFormatException>(() => Read("{\"prompt\":" + json + "}"));

    [Fact]
    public void A_relayed_request_loses_no_field()
    {
        const string Body = """
            {"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}}]}],
             "tool_choice":{"type":"function","function":{"name":"f"}},"model":"m","stop":["a"],"top_a":0.5,"guided_json":{"type":"object"}}
            """;
        var request = JsonSerializer.Deserialize(Body, WireJson.Default.ChatCompletionRequest);
        var written = JsonSerializer.SerializeToNode(request, WireJson.Default.ChatCompletionRequest);
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(Body), written), written?.ToJsonString());
    }

    [Fact]
    public void The_code_of_a_foreign_error_may_be_a_number()
    {
        var body = JsonSerializer.Deserialize("""{"error": {"code": 400, "message": "no", "type": "BadRequestError"}}""", WireJson.Default.ErrorBody);
        Assert.Equal("400", body!.Error.Code);
    }

    [Fact]
    public void An_error_names_every_field_in_its_message_and_the_first_in_param()
    {
        var body = WireErrors.Invalid([new FieldError("", "odd"), new FieldError("n", "too many"), new FieldError("stop", "too long")]);
        Assert.Equal("n", body.Error.Param);
        Assert.Equal("Invalid request: odd; n: too many; stop: too long", body.Error.Message);
        Assert.Equal(400, body.Error.Status);
    }

    [Fact]
    public void An_embedding_in_base64_is_the_same_vector()
    {
        var list = new EmbeddingList { Data = [new Embedding { Vector = new EmbeddingVector(new[] { 0.5f, -1f }, AsBase64: true) }] };
        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(list, WireJson.Default.EmbeddingList), WireJson.Default.EmbeddingList);
        Assert.Equal([0.5f, -1f], read!.Data[0].Vector.Values.ToArray());
    }

    private static CompletionRequest Read(string json) => JsonSerializer.Deserialize(json, WireJson.Default.CompletionRequest)!;
}
