using System.Net;

namespace Slipway.Server.Tests;

/// <summary>Serves one file, breaks off in the middle of the first answer, and does ranges.</summary>
internal sealed class BreakingFileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly byte[] _file;
    private int _answers;

    public BreakingFileServer(byte[] file)
    {
        _file = file;
        Address = $"http://127.0.0.1:{Testing.FreePort.Next()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        Address += "model.gguf";
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>How many requests went on in the middle.</summary>
    public int Ranges { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // Ended, or the other side went away.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var response = context.Response;
        if (Status != HttpStatusCode.OK)
        {
            response.StatusCode = (int)Status;
            response.Close();
            return;
        }

        var from = 0;
        if (context.Request.Headers["Range"] is { } range)
        {
            Ranges++;
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{_file.Length - 1}/{_file.Length}";
        }

        response.Headers["ETag"] = "\"one\"";
        response.ContentLength64 = _file.Length - from;
        var first = Interlocked.Increment(ref _answers) == 1;
        await response.OutputStream.WriteAsync(_file.AsMemory(from, first ? _file.Length / 2 : _file.Length - from));
        await response.OutputStream.FlushAsync();
        if (first)
            response.Abort();
        else
            response.Close();
    }
}
