using System.Diagnostics;

namespace Slipway.Bench.Server;

/// <summary>A trivial upstream, and a plain reverse proxy before it: what Slipway is compared with.</summary>
internal sealed class Nginx : IDisposable
{
    public const string ChatAnswer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}""";

    private const string Events =
        """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}]}\n\ndata: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n""";

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
    private readonly Process _process;

    public Nginx(int upstream, int proxy)
    {
        (Upstream, Proxy) = ($"http://127.0.0.1:{upstream}", $"http://127.0.0.1:{proxy}");
        var path = Path.Combine(_folder, "nginx.conf");
        File.WriteAllText(path, $$"""
            daemon off; pid {{_folder}}/pid; error_log {{_folder}}/error.log; worker_processes auto;
            events { worker_connections 1024; }
            http {
              access_log off; keepalive_requests 100000000;
              client_body_temp_path {{_folder}}/body; proxy_temp_path {{_folder}}/proxy;
              fastcgi_temp_path {{_folder}}/fastcgi; uwsgi_temp_path {{_folder}}/uwsgi; scgi_temp_path {{_folder}}/scgi;
              upstream engine { server 127.0.0.1:{{upstream}}; keepalive 128; keepalive_requests 100000000; }
              # Requests for a stream are longer than the one that probes whether a model answers.
              map $http_content_length $wanted { "~^(1[4-9][0-9]|[2-9][0-9][0-9])$" /events/; default /plain/; }
              server {
                listen 127.0.0.1:{{upstream}};
                location /mixed/ { rewrite ^ $wanted last; }
                location /plain/ { default_type application/json; return 200 '{{ChatAnswer}}'; }
                location /events/ { default_type text/event-stream; return 200 "{{Events.Replace("\"", "\\\"")}}"; }
              }
              server {
                listen 127.0.0.1:{{proxy}};
                location / { proxy_pass http://engine; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
              }
            }
            """);
        _process = Process.Start(new ProcessStartInfo("nginx", ["-c", path, "-p", _folder, "-e", Path.Combine(_folder, "error.log")]))!;
    }

    public string Upstream { get; }

    public string Proxy { get; }

    public void Dispose()
    {
        // SIGTERM reaches the workers through their master.
        using (var kill = Process.Start("kill", $"{_process.Id}"))
            kill.WaitForExit();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
