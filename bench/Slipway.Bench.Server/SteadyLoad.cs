using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Bench.Server;

/// <summary>
/// An even stream of requests over some open connections: five begin every millisecond, whatever became of those before. (wrk sends as fast
/// as it can, and hey in bursts of all its connections at once.)
/// </summary>
internal static class SteadyLoad
{
    private const int Connections = 64;
    private const int EachTick = 5;

    /// <summary>The 50th and 99th percentile in ms, and how many a second were answered.</summary>
    public static async Task<(double Median, double P99, double Rate)> RunAsync(string url, string body, string key, int seconds)
    {
        var address = new Uri(url);
        var request = Encoding.ASCII.GetBytes(
            $"POST {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var free = System.Threading.Channels.Channel.CreateUnbounded<Socket>();
        for (var i = 0; i < Connections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address.Host, address.Port);
            free.Writer.TryWrite(socket);
        }

        var times = new List<double>();
        var running = new List<Task>();
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var sent = 0;
        while (Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed.TotalSeconds < seconds && await timer.WaitForNextTickAsync())
        {
            // A tick that came late makes up for those that it missed.
            for (; sent < elapsed.TotalMilliseconds * EachTick; sent++)
                running.Add(AskAsync());
        }

        await Task.WhenAll(running);
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        while (free.Reader.TryRead(out var socket))
            socket.Dispose();
        times.Sort();
        return (times[times.Count / 2], times[times.Count * 99 / 100], times.Count / took);

        async Task AskAsync()
        {
            var since = Stopwatch.GetTimestamp();
            var socket = await free.Reader.ReadAsync();
            await socket.SendAsync(request);
            var buffer = new byte[4096];
            var filled = 0;
            while (!IsWhole(buffer.AsSpan(0, filled)))
                filled += await socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var read ? read : throw new IOException("the connection was closed");
            if (!buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 200"u8))
                throw new IOException(Encoding.ASCII.GetString(buffer, 0, filled));
            lock (times)
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            free.Writer.TryWrite(socket);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var text = Encoding.ASCII.GetString(answer[..head]);
        var length = int.Parse(text[(text.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase) + 15)..].Split('\r')[0]);
        return answer.Length >= head + 4 + length;
    }
}
