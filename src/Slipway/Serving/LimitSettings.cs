using Slipway.Platform.Access.Limits;
using Slipway.Platform.Common.Settings;
using Slipway.Server.Limits;

namespace Slipway.Serving;

/// <summary>How many requests each part of the server takes.</summary>
internal static class LimitSettings
{
    private const int Most = 1_000_000;

    public static readonly Setting<bool> Enabled = Setting.Flagged("RATE_LIMITS_ENABLED", true, "Whether requests are limited at all.");

    public static readonly Setting<int> PerMinute = Setting.Integer("RATE_LIMIT_PER_MINUTE", 60, 1, Most,
        "Requests a minute of each key to LLM Inference System's paths (/generate, /status, /result, /stream).");

    public static readonly Setting<int> Burst = Setting.Integer("RATE_LIMIT_BURST", 10, 1, Most, "How many of these requests may come at once.");

    private static readonly Setting<int> LlmOps = Limit("LLMOPS_RATE_LIMIT_PER_MINUTE", 60,
        "Requests a minute of each client address to LLMOps Manager's paths; 0 for any number.");

    private static readonly (LimitGroup Group, Setting<int> Setting)[] MlInfrastructure =
    [
        (LimitGroup.Training, Section("TRAINING", 10, "training and evaluation")),
        (LimitGroup.Inference, Section("INFERENCE", 100, "inference")),
        (LimitGroup.Models, Section("MODELS", 60, "model management")),
        (LimitGroup.Data, Section("DATA", 60, "data")),
        (LimitGroup.Infrastructure, Section("INFRASTRUCTURE", 60, "infrastructure")),
    ];

    private static readonly (LimitGroup Group, Setting<int> Setting)[] Unlimited =
    [
        (LimitGroup.OpenAi, Limit("OPENAI_RATE_LIMIT_PER_MINUTE", 0, "Requests a minute of each key to OpenAI's and Ollama's paths; 0 for any number.")),
        (LimitGroup.LlmManagement, Limit("LLM_RATE_LIMIT_PER_MINUTE", 0, "Requests a minute of each key to /llm; 0 for any number.")),
        (LimitGroup.AiDeploy, Limit("AI_DEPLOY_RATE_LIMIT_PER_MINUTE", 0, "Requests a minute of each user or key to AI Deploy Platform's paths; 0 for any number.")),
    ];

    public static readonly IReadOnlyList<Setting> All =
        [Enabled, PerMinute, Burst, LlmOps, .. MlInfrastructure.Select(pair => pair.Setting), .. Unlimited.Select(pair => pair.Setting)];

    public static LimitRules RulesOf(SettingValues settings)
    {
        if (!settings.Get(Enabled))
            return LimitRules.None;
        var rules = new List<(LimitGroup, LimitRule)>
        {
            (LimitGroup.Generation, new LimitRule("generation", LimitSubject.Caller, settings.Get(PerMinute), settings.Get(Burst))),
        };
        Add(LimitGroup.LlmOps, LlmOps, LimitSubject.Address, announced: false);
        foreach (var (group, setting) in MlInfrastructure)
            Add(group, setting, LimitSubject.Caller, announced: true);
        foreach (var (group, setting) in Unlimited)
            Add(group, setting, LimitSubject.Caller, announced: false);
        return new LimitRules(rules);

        void Add(LimitGroup group, Setting<int> setting, LimitSubject subject, bool announced)
        {
            if (settings.Get(setting) is > 0 and var perMinute)
                rules.Add((group, new LimitRule(group.ToString().ToLowerInvariant(), subject, perMinute, Announced: announced)));
        }
    }

    private static Setting<int> Section(string section, int fallback, string documented) => Limit(
        $"ML_{section}_RATE_LIMIT_PER_MINUTE", fallback, $"Requests a minute of each key to ML Infrastructure's {documented} paths; 0 for any number.");

    private static Setting<int> Limit(string name, int fallback, string documentation) => Setting.Integer(name, fallback, 0, Most, documentation);
}
