/**
 * What receivers are told, as templates of Alertmanager. They stand in the configuration itself, so that no template
 * file needs to be mounted, and use nothing that the operator's `AlertmanagerConfig` could not carry.
 */
const WHICH = '{{ with index .Alerts 0 }}{{ .Annotations.summary }}{{ end }}';
const MORE = '{{ if gt (len .Alerts) 1 }} (and {{ len (slice .Alerts 1) }} more){{ end }}';

/** For example `critical: supersmartmatch: V2 has begun to fail (and 2 more)`. */
export const TITLE = `{{ if eq .Status "resolved" }}resolved{{ else }}{{ .CommonLabels.severity }}{{ end }}: ${WHICH}${MORE}`;

/** One paragraph for each alert: what, how much, what to do, where more stands. */
export const TEXT = [
  '{{ range .Alerts }}{{ .Annotations.summary }}{{ if eq .Status "resolved" }} (resolved){{ end }}',
  '{{ .Annotations.description }}',
  'Do: {{ .Annotations.action }}',
  'Runbook: {{ .Annotations.runbook_url }}',
  'Owner: {{ .Labels.owner }}. Since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}.',
  '',
  '{{ end }}',
].join('\n');

/** The same for mail readers that show HTML first; Alertmanager escapes what it fills in. */
export const HTML = `<pre>${TEXT}</pre>`;

/** Colour of the bar beside a Slack message. */
export const COLOUR =
  '{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}';

/** What PagerDuty shows as a table. */
export const DETAILS: Readonly<Record<string, string>> = {
  service: '{{ .CommonLabels.service }}',
  version: '{{ .CommonLabels.version }}',
  owner: '{{ .CommonLabels.owner }}',
  alerts: TEXT,
};

/** PagerDuty knows `critical`, `error`, `warning` and `info`. */
export const PAGE_SEVERITY = '{{ .CommonLabels.severity }}';
