// Shows every document in Swagger UI; ?urls.primaryName= picks one.
fetch("/openapi").then((answer) => answer.json()).then((urls) => {
  window.ui = SwaggerUIBundle({
    urls,
    dom_id: "#swagger-ui",
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
  });
});
