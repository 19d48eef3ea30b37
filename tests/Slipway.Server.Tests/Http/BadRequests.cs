using System.Net.Http.Headers;
using System.Text;
using Slipway.Server.Http;

namespace Slipway.Server.Tests.Http;

/// <summary>
/// Makes requests as broken programs and hostile people do. A body begins as one that every document would take (unknown fields are
/// ignored, so one object can have them all; what it names does not exist, so that little comes of it), and is then spoilt.
/// </summary>
internal sealed class BadRequests(Random random)
{
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["prompt"] = "\"Hello\"",
        ["max_tokens"] = "2",
        ["temperature"] = "0.7",
        ["top_p"] = "0.9",
        ["top_k"] = "5",
        ["seed"] = "1",
        ["stop"] = "[\"x\"]",
        ["user_id"] = "\"u\"",
        ["user"] = "\"u\"",
        ["model"] = "\"none-such\"",
        ["stream"] = "false",
        ["n"] = "1",
        ["logprobs"] = "null",
        ["messages"] = """[{"role": "user", "content": "Hello"}]""",
        ["input"] = """{"issue_title": "x"}""",
        ["inputs"] = """{"text": "x"}""",
        ["parameters"] = """{"temperature": 0.7, "max_tokens": 2, "top_p": 0.9, "top_k": 50}""",
        ["tools"] = "[]",
        ["response_format"] = """{"type": "text"}""",
        ["model_id"] = "\"none-such\"",
        ["model_version"] = "\"v1\"",
        ["model_path"] = "\"/none/such\"",
        ["metadata"] = """{"key": "value"}""",
        ["canary_percentage"] = "10.0",
        ["instance_type"] = "\"string\"",
        ["instance_count"] = "2",
        ["auto_scaling"] = "true",
        ["environment_variables"] = """{"key": "value"}""",
        ["min_replicas"] = "2",
        ["max_replicas"] = "8",
        ["target_gpu_utilization"] = "75.0",
        ["max_queue_length"] = "100",
        ["prompt_id"] = "\"p\"",
        ["prompt_version"] = "\"v1\"",
        ["prompt_text"] = "\"text\"",
        ["version"] = "\"1.0\"",
        ["name"] = "\"name\"",
        ["framework"] = "\"pytorch\"",
        ["method"] = "\"quantization\"",
        ["target_size"] = "\"10MB\"",
        ["target_latency"] = "10.0",
        ["model_type"] = "\"openai\"",
        ["deployment_type"] = "\"serverless\"",
        ["resource_requirements"] = """{"cpu": "1", "memory": "2Gi", "gpu": null, "timeout": 30}""",
        ["scaling_policy"] = """{"min_instances": 1, "max_instances": 5, "target_cpu_utilization": 70}""",
        ["cost_optimization_policy"] = """{"use_spot_instances": true, "hibernation_enabled": true, "hibernation_idle_timeout": 1800, "multi_cloud_enabled": true}""",
        ["dataset_id"] = "\"none-such\"",
        ["config"] = """{"learning_rate": 2e-5, "batch_size": 8, "epochs": 3, "use_lora": true, "lora_r": 16, "lora_dropout": 0.05}""",
        ["experiment_name"] = "\"e\"",
        ["description"] = "\"d\"",
        ["training_job_id"] = "\"none-such\"",
        ["metrics"] = """{"accuracy": 0.85}""",
        ["stage"] = "\"staging\"",
        ["source"] = "\"github\"",
        ["format"] = "\"json\"",
        ["model_name"] = "\"gpt-3\"",
        ["model_kwargs"] = """{"temperature": 0.7}""",
        ["inference_kwargs"] = """{"max_tokens": 5}""",
        ["username"] = "\"none-such\"",
        ["password"] = "\"p\"",
        ["role"] = "\"viewer\"",
        ["value"] = "1",
    };

    private static readonly string[] BadValues =
    [
        "null", "true", "-1", "0", "1e999", "-1e999", "1e308", "5e-324", "123456789012345678901234567890", "0.1", "9223372036854775808", "2147483648",
        "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "[]", "[[]]", "{}", "[null]", "[1e999]", "{\"\": \"\"}",
        "{\"a\": 1, \"a\": 2}", "[\"\\ud800\"]", "{\"\\ud800\": 1}", "{\"\\u0000\": \"\\u0000\"}", "\"../../../../etc/passwd\"", "\"/etc/passwd\"",
        "\"http://169.254.169.254/latest\"", "\"file:///etc/passwd\"", "\"http://[::1]:1/\"", "\"NaN\"", "\"Infinity\"", "\"2025-13-45T99:99:99Z\"",
        "\"'; DROP TABLE tasks; --\"", "\"%s%n%x\"", "\"{{7*7}}\"", "\"\\u202e\\ufeff\"", "\"😀\"", "\"10XB\"", "\"-5Mi\"", "\"99999999999999999999Gi\"",
        "[{\"role\": 5}]", "[{\"role\": \"user\"}]", "[{\"role\": \"user\", \"content\": [{\"type\": 5}]}]", "{\"type\": \"json_schema\", \"json_schema\": 5}",
        "{\"temperature\": \"hot\"}", "{\"max_tokens\": 1e999}", "{\"text\": null}", "{\"timeout\": -1, \"cpu\": [], \"memory\": {}}",
        "{\"min_instances\": 9, \"max_instances\": 1}", "{\"base_url\": \"gopher://x\", \"api_key\": 5}", "{\"epochs\": -1, \"learning_rate\": \"fast\", \"lora_r\": 1e10}",
    ];

    private static readonly string[] WholeBodies =
    [
        "", " ", "null", "[]", "\"text\"", "123", "1e999", "{", "}", "{\"prompt\"", "{\"prompt\":", "{} {}", "{}x", "// comment\n{}", "{'prompt': 'x'}",
        "{\"prompt\": NaN}", "{\"prompt\": 01}", "{\"prompt\": \"\n\"}", "{,}", "\uFEFF{}", "\0", "{\"prompt\": \"\0\"}", "<?xml version=\"1.0\"?><a/>", "prompt=Hello&max_tokens=5",
    ];

    private static readonly string[] Types =
    [
        "text/plain", "application/xml", "application/json; charset=utf-16", "application/json; charset=none", "multipart/form-data", "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=\"\"", "application/x-www-form-urlencoded", "application/octet-stream", "json", "/", "application/json;;;", "application/x-ndjson",
    ];

    private static readonly string[] PathValues =
    [
        "none-such", "none-such", "none-such", "%00", "a%00b", "%2e%2e%2fetc", "%FF%FE", "%F0%9F%98%80", "%20", "'", "%22", "-1", "0", "1e999", "%25", "%0a", "a;b", "a%2Fb",
        "%EF%BB%BF", "default", "slipway-demo", new string('x', 3000),
    ];

    private static readonly string[] QueryNames =
    [
        "limit", "offset", "cursor", "status", "user_id", "start_time", "end_time", "days", "metric_names", "version", "model_type", "component", "metric", "period",
        "source", "kind", "id", "caller", "from", "to", "api_key", "last_event_id", "format", "interval",
    ];

    private static readonly string[] QueryValues =
    [
        "-1", "0", "abc", "1e999", "99999999999999999999", "%00", "%FF", "", "%20", "2025-13-45T99:99:99Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2025-01-01", ",,,", "1h", "'", "2147483647", "%F0%9F%98%80",
    ];

    public HttpRequestMessage Next(ContractRoute route)
    {
        var query = random.Next(3) == 0 || route.Method == "GET"
            ? "?" + string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{Pick(QueryNames)}={Pick(QueryValues)}"))
            : "";
        var path = RouteMatrixTests.PathOf(route, Pick(PathValues));
        var request = new HttpRequestMessage(new HttpMethod(route.Method), path + query);
        if (random.Next(20) == 0)
            request.Headers.TryAddWithoutValidation(Pick(["Idempotency-Key", "Last-Event-ID", "X-Session-Id", "traceparent", "Accept"]), Pick(["", "~", new string('x', 2000), "0.-1", "5.99999999999999999999", "00-0-0-0"]));
        // A path that is none is refused before the body is read, so the connection may end while it is sent.
        if (path.Contains("%00", StringComparison.Ordinal) || (route.Method is "GET" or "DELETE" && random.Next(4) > 0))
            return request;
        request.Content = new ByteArrayContent(Body());
        var type = random.Next(6) == 0 ? Pick(Types) : "application/json";
        if (random.Next(30) > 0)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (random.Next(40) == 0)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", Pick(["gzip", "br", "none"]));
        request.Headers.TransferEncodingChunked = random.Next(8) == 0;
        return request;
    }

    private byte[] Body() => random.Next(10) switch
    {
        0 => Encoding.UTF8.GetBytes(Pick(WholeBodies)),
        1 => Deep(),
        2 => Damaged(Encoding.UTF8.GetBytes(Spoilt(0))),
        3 => Pick([Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1, Encoding.UTF32]).GetBytes(Spoilt(1)),
        _ => Encoding.UTF8.GetBytes(Spoilt(random.Next(1, 5))),
    };

    /// <summary>Some fields of the many, in any order, with so many of them wrong; some stand there twice.</summary>
    private string Spoilt(int wrong)
    {
        var names = Fields.Keys.ToArray();
        random.Shuffle(names);
        var taken = names[..random.Next(names.Length / 2, names.Length + 1)].ToList();
        var members = taken.ToDictionary(name => name, name => Fields[name]);
        for (var spoilt = 0; spoilt < wrong; spoilt++)
            members[Pick(taken)] = random.Next(30) == 0 ? $"\"{new string('x', 70_000)}\"" : Pick(BadValues);
        var text = members.Select(member => $"\"{member.Key}\": {member.Value}");
        if (random.Next(5) == 0)
            text = text.Append($"\"{Pick(taken)}\": {Pick(BadValues)}");
        return $"{{{string.Join(", ", text)}}}";
    }

    private byte[] Deep()
    {
        var depth = random.Next(2) == 0 ? 100 : 20_000;
        var name = Pick(Fields.Keys.ToList());
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        var text = new StringBuilder($"{{\"{name}\": ");
        for (var level = 0; level < depth; level++)
            text.Append(open);
        text.Append('1');
        for (var level = 0; level < depth && depth == 100; level++)
            text.Append(close);
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    private byte[] Damaged(byte[] body)
    {
        for (var damage = random.Next(1, 6); damage > 0; damage--)
            body[random.Next(body.Length)] = (byte)random.Next(256);
        return random.Next(2) == 0 ? body : body[..random.Next(body.Length)];
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
