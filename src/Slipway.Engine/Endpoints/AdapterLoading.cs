using Microsoft.AspNetCore.Http;
using Slipway.Engine.Serving;
using Slipway.Protocol.Json;

namespace Slipway.Engine.Endpoints;

/// <summary><c>POST /v1/load_lora_adapter</c> and <c>POST /v1/unload_lora_adapter</c>, as vLLM has them.</summary>
internal static class AdapterLoading
{
    public static async Task LoadAsync(HttpContext context, ServedModel model)
    {
        if (await Bodies.ReadAsync(context, WireJson.Default.LoadAdapterRequest) is not { } request)
            return;
        var fault = await Task.Run(() => model.Adapters.Load(request.LoraName, request.LoraPath), context.RequestAborted);
        if (fault is null)
            await context.Response.WriteAsync($"Success: LoRA adapter '{request.LoraName}' added successfully.", context.RequestAborted);
        else if (fault.IsMissing)
            await Replies.ErrorAsync(context, "not_found", fault.Message, fault.Field);
        else
            await Replies.InvalidAsync(context, [new FieldError(fault.Field, fault.Message)]);
    }

    /// <summary>Answers when the requests that use the adapter are through; it goes even if nobody waits for the answer.</summary>
    public static async Task UnloadAsync(HttpContext context, ServedModel model)
    {
        if (await Bodies.ReadAsync(context, WireJson.Default.UnloadAdapterRequest) is not { } request)
            return;
        if (model.Adapters.Unload(request.LoraName) is not { } gone)
        {
            await Replies.ErrorAsync(context, "not_found", $"the adapter '{request.LoraName}' cannot be found", "lora_name");
            return;
        }
        await gone.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync($"Success: LoRA adapter '{request.LoraName}' removed successfully.", context.RequestAborted);
    }
}
