using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Server.Access;
using Slipway.Server.Contracts;
using Slipway.Server.Contracts.Access;
using Slipway.Server.Contracts.AiDeploy.Analytics;
using Slipway.Server.Contracts.Deployments;
using Slipway.Server.Contracts.Generation;
using Slipway.Server.Contracts.Health;
using Slipway.Server.Contracts.LlmManagement;
using Slipway.Server.Contracts.LlmOps;
using Slipway.Server.Contracts.MlInfrastructure;
using Slipway.Server.Contracts.Ollama;
using Slipway.Server.Contracts.OpenAi;
using Slipway.Server.Docs;
using Slipway.Server.Http;
using Slipway.Server.Limits;
using Slipway.Server.Telemetry;

namespace Slipway.Server;

/// <summary>Builds the one web application: every contract at its documented paths, on every address.</summary>
public static class WebServer
{
    public static WebApplication Build(ServerParts parts, ServerOptions options, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls]).ConfigureKestrel(kestrel => Listening.Configure(kestrel, options));
        if (options.Certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore().AddSingleton<MatcherPolicy, CredentialPolicy>().AddSingleton(new PublicAddress(options.PublicUrl));
        logging(builder.Logging);
        var app = builder.Build();
        var addresses = new ClientAddresses(options.TrustedProxies);
        var origins = new CrossOrigins(options.Access.CrossOrigins);
        var loopback = new LoopbackRule(addresses, origins);
        var doorman = new Doorman(
            new Authenticator(parts.Keyring, loopback, options.Access), new LimitGate(parts.LimitLedger, options.Limits, addresses),
            new AuditTrail(parts.Audit, app.Services.GetRequiredService<ILogger<AuditTrail>>()),
            app.Services.GetRequiredService<ILogger<Doorman>>());
        PlatformMeter.AddTo(parts.Meter, parts.Tasks, parts.Router, parts.Health);
        app.UseRouting();
        app.Use(new HttpMeter(parts.Meter).Before);
        app.Use(RequestTracer.Before);
        app.Use(new Entrance(loopback, origins, options.Access, doorman).Before);
        Map(app, doorman, RoutesOf(parts, addresses));
        return app;
    }

    /// <summary>The route table of an application that was built here.</summary>
    public static IReadOnlyList<ContractRoute> TableOf(IEndpointRouteBuilder app) =>
        [.. app.DataSources.SelectMany(source => source.Endpoints).Select(endpoint => endpoint.Metadata.GetMetadata<ContractRoute>()).OfType<ContractRoute>()];

    private static IEnumerable<ContractRoute> RoutesOf(ServerParts parts, ClientAddresses addresses) =>
    [
        new HealthEndpoint(parts.Router, parts.Catalog, parts.Health, parts.Time).Route,
        new MetricsEndpoint(parts.Metrics).Route,
        .. DocsRoutes.All(),
        .. GenerationRoutes.Of(new GenerationEndpoints(parts.Tasks, parts.Feeds, parts.GenerationDefaults, parts.Time)),
        .. LlmOpsRoutes.Of(new PromptEndpoints(parts.Prompts)),
        .. DatasetRoutes.Of(new DatasetEndpoints(parts.Ml.Datasets, parts.Audit)),
        .. JobRoutes.Of(new TrainingEndpoints(parts.Ml.Jobs, parts.Audit), new EvaluationEndpoints(parts.Ml.Jobs)),
        .. new InfrastructureEndpoints(parts.Ml.Infrastructure, parts.Time).Routes(),
        .. AnalyticsRoutes.Of(parts.Analytics, parts.Time),
        .. AccessRoutes.Of(
            new SignInEndpoints(parts.Users, parts.Keyring, addresses), new UserEndpoints(parts.Users, parts.Keyring),
            new KeyEndpoints(parts.Keys, parts.Keyring), new AuditEndpoint(parts.AuditRecords)),
        .. LlmManagementRoutes.Of(new LlmManagementEndpoints(parts.Configurations, parts.Relay)),
        .. DeploymentRoutes.Of(parts.Deployments, new OpenAiEndpoints(parts.Relay, parts.Catalog)),
        .. OllamaRoutes.Of(new OllamaEndpoints(parts.Relay, parts.Router, parts.Catalog, parts.Health.Version, parts.Time)),
        .. ModelContracts.RoutesOf(parts),
        .. OpenAiRoutes.Of(new OpenAiEndpoints(parts.Relay, parts.Catalog)),
    ];

    private static void Map(IEndpointRouteBuilder routes, Doorman doorman, IEnumerable<ContractRoute> table)
    {
        foreach (var route in table)
            routes.MapMethods(route.Pattern, [route.Method], doorman.Guard(route)).WithMetadata(route, new RouteLabels(route.Contract.Name, route.Method, route.Pattern));
    }
}
