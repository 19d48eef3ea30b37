namespace Slipway.Platform.Datasets;

/// <summary>Templates over <c>input</c> that put the fields of a question as training puts those of a dataset's records.</summary>
public static class InputTemplates
{
    private const string Issue =
        "{% set lines = [] %}"
        + "{% if input.repository %}{% set lines = lines + ['Repository: ' + input.repository] %}{% endif %}"
        + "{% if input.issue_title %}{% set lines = lines + ['Issue: ' + input.issue_title] %}{% endif %}"
        + "{% if input.issue_description %}{% set lines = lines + [input.issue_description] %}{% endif %}"
        + "{{ lines | join('\\n') }}";

    private const string Instruction = "{{ input.instruction }}{% if input.input %}{{ '\\n\\n' + input.input }}{% endif %}";

    /// <summary>Null for datasets whose questions have no fields, or of several shapes.</summary>
    public static string? For(DatasetFindings findings) => findings.Shapes.Where(shape => shape.Value > 0).Select(shape => shape.Key).ToList() switch
    {
        ["issue"] => Issue,
        ["instruction"] => Instruction,
        _ => null,
    };
}
