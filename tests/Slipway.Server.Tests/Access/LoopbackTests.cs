using System.Net;
using System.Text;

namespace Slipway.Server.Tests.Access;

/// <summary>While the sample keys work, everybody who has read the documents has one: only callers on this machine are answered.</summary>
public sealed class LoopbackTests
{
    private static readonly (string Headers, int Expected)[] Requests =
    [
        ("Host: localhost", 200),
        ("Host: 127.0.0.1:8000", 200),
        ("Host: [::1]", 200),
        ("Host: localhost\r\nOrigin: http://localhost", 200),
        ("Host: localhost\r\nOrigin: https://app.example.com", 200),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", 200),
        ("Host: rebound.example.com", 403),
        ("Host: localhost.example.com", 403),
        ("Host: localhost\r\nOrigin: http://localhost:3000", 403),
        ("Host: localhost\r\nOrigin: null", 403),
        ("Host: localhost\r\nOrigin: http://evil.example.com", 403),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors", 403),
        ("Host: localhost\r\nX-Forwarded-For: 127.0.0.1", 403),
        ("Host: localhost\r\nForwarded: for=127.0.0.1", 403),
        ("Host: localhost\r\nX-Real-IP: 127.0.0.1", 403),
    ];

    [Fact]
    public async Task With_sample_keys_every_path_answers_direct_local_callers_only()
    {
        await using var server = await TestServer.StartAsync(null, ("CORS_ORIGINS", "https://app.example.com"));
        foreach (var (headers, expected) in Requests)
        {
            Assert.Equal((headers, expected), (headers, await StatusAsync(server, "GET /queue", headers + "\r\nX-API-Key: test-key-123")));
            Assert.Equal((headers, expected), (headers, await StatusAsync(server, "GET /health", headers)));
            Assert.Equal((headers, expected == 200 ? 404 : 403), (headers, await StatusAsync(server, "GET /nowhere", headers)));
        }
    }

    [Fact]
    public async Task With_keys_of_their_own_others_are_answered_and_pages_only_where_the_operator_named_them()
    {
        await using var server = await TestServer.StartAsync(null, ("API_KEYS", "mine"), ("CORS_ORIGINS", "https://app.example.com"));
        Assert.Equal(200, await StatusAsync(server, "GET /queue", "Host: slipway.example.com\r\nX-Forwarded-For: 1.2.3.4\r\nX-API-Key: mine"));
        using var client = server.With("mine");

        var named = await SendAsync(client, HttpMethod.Get, "queue", "https://app.example.com");
        Assert.Equal("https://app.example.com", named.Headers.GetValues("Access-Control-Allow-Origin").Single());

        var other = await SendAsync(client, HttpMethod.Get, "queue", "https://other.example.com");
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));

        using var noKey = server.With(null);
        var preflight = await SendAsync(noKey, HttpMethod.Options, "generate", "https://app.example.com", preflight: true);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("x-api-key", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string origin, bool preflight = false)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (preflight)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "x-api-key");
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sent by hand: HttpClient would say which host it really calls.</summary>
    private static async Task<int> StatusAsync(TestServer server, string line, string headers)
    {
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return int.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[1]);
    }
}
