using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Platform.Outbound;

namespace Slipway.Platform.Tests.Outbound;

public sealed class OutboundHttpTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("[64:ff9b::a9fe:a9fe]")]
    [InlineData("[2002:a9fe:a9fe::1]")]
    [InlineData("[fe80::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    [InlineData("0xa9fea9fe")]
    [InlineData("2852039166")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public async Task Nothing_ever_calls_a_link_local_or_metadata_address(string host)
    {
        using var outbound = New("0.0.0.0/0,::/0");

        foreach (var purpose in Enum.GetValues<OutboundPurpose>())
            await RefusedAsync(outbound, purpose, $"http://{host}/");
    }

    [Fact]
    public async Task A_back_end_may_stand_on_this_machine_and_a_download_only_where_the_operator_allows_it()
    {
        using var server = new TinyServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        using var strict = New("");
        using var lenient = New("127.0.0.0/8");

        Assert.Equal("hi", await strict.For(OutboundPurpose.BackEnd).GetStringAsync(server.Address));
        Assert.Equal("hi", await lenient.For(OutboundPurpose.Download).GetStringAsync(server.Address));
        foreach (var purpose in new[] { OutboundPurpose.Download, OutboundPurpose.Import, OutboundPurpose.Webhook })
            Assert.Contains("ALLOWED_HOSTS", await RefusedAsync(strict, purpose, server.Address));
    }

    [Fact]
    public async Task A_redirect_is_checked_like_a_first_call()
    {
        using var server = new TinyServer(_ => "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data\r\nContent-Length: 0\r\n\r\n");
        using var outbound = New("127.0.0.1");

        Assert.Contains("169.254.169.254", await RefusedAsync(outbound, OutboundPurpose.Download, server.Address));
    }

    [Fact]
    public async Task Credentials_do_not_follow_a_redirect_to_another_host()
    {
        var seen = new List<string>();
        using var target = new TinyServer(request => { seen.Add(request); return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"; });
        using var server = new TinyServer(_ => $"HTTP/1.1 302 Found\r\nLocation: {target.Address}\r\nContent-Length: 0\r\n\r\n");
        using var outbound = New("127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
        request.Headers.Add("Authorization", "Bearer hunter2");
        request.Headers.Add("X-API-Key", "hunter2");
        request.Headers.Add("X-Other", "kept");

        using var answer = await outbound.For(OutboundPurpose.Download).SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("X-Other: kept", Assert.Single(seen));
        Assert.DoesNotContain("hunter2", seen[0]);
    }

    [Fact]
    public async Task A_back_end_gets_no_redirect()
    {
        using var server = new TinyServer(_ => "HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        using var outbound = New("");

        using var answer = await outbound.For(OutboundPurpose.BackEnd).GetAsync(server.Address);

        Assert.Equal(307, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Our_own_listener_is_called_for_generations_only()
    {
        using var server = new TinyServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        using var outbound = New("127.0.0.1", server.Port);

        Assert.Equal("hi", await outbound.For(OutboundPurpose.BackEnd).GetStringAsync(server.Address + "v1/models"));
        Assert.Contains("itself", await RefusedAsync(outbound, OutboundPurpose.BackEnd, server.Address + "llm/loaded_models/"));
        Assert.Contains("itself", await RefusedAsync(outbound, OutboundPurpose.BackEnd, $"http://localhost:{server.Port}/v1/models/../../llm/loaded_models/"));
        Assert.Contains("itself", await RefusedAsync(outbound, OutboundPurpose.Download, server.Address + "v1/models"));
    }

    private static OutboundHttp New(string allowed, params int[] ports)
    {
        var hosts = AllowedHosts.Parse(allowed, out var problem);
        Assert.Null(problem);
        return new OutboundHttp(new OutboundPolicy(hosts, () => ports));
    }

    private static async Task<string> RefusedAsync(OutboundHttp outbound, OutboundPurpose purpose, string address)
    {
        var exception = await Assert.ThrowsAnyAsync<HttpRequestException>(() => outbound.For(purpose).GetAsync(address));
        Assert.True(exception is OutboundRefusedException || exception.InnerException is OutboundRefusedException, exception.Message);
        return exception.Message;
    }

    /// <summary>Answers every request with the same bytes and closes nothing.</summary>
    private sealed class TinyServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public TinyServer(Func<string, string> answer)
        {
            _listener.Start();
            _ = Task.Run(async () =>
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync(), answer);
            });
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Address => $"http://127.0.0.1:{Port}/";

        public void Dispose() => _listener.Dispose();

        private static async Task ServeAsync(TcpClient client, Func<string, string> answer)
        {
            using var _ = client;
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            while (await reader.ReadLineAsync() is { } first)
            {
                var request = first;
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                    request += "\n" + line;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer(request)));
            }
        }
    }
}
