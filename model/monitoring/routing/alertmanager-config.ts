import type { SecretRef } from '../../service/alerts';
import { COLOUR, DETAILS, HTML, PAGE_SEVERITY, TEXT, TITLE } from './message';
import { is } from './matcher';
import type { Receiver, Routing } from './routing';

/** @returns the spec of an `AlertmanagerConfig` (monitoring.coreos.com/v1alpha1) of the prometheus-operator. */
export function alertmanagerConfigSpec({
  service,
  groupBy,
  routes,
  receivers,
  inhibitions,
}: Routing) {
  const last = routes.at(-1);
  return {
    route: {
      receiver: last?.receiver ?? '',
      groupBy: [...groupBy],
      // The operator adds the namespace to it: two stacks of one service each have their own.
      matchers: [is('service', service)],
      routes: routes.map(({ matchers, ...route }) => ({ ...route, matchers: [...matchers] })),
    },
    receivers: receivers.map(receiver),
    inhibitRules: inhibitions.map(({ source, target, equal }) => ({
      sourceMatch: [is('service', service), ...source],
      targetMatch: [is('service', service), ...target],
      equal: [...equal],
    })),
  };
}

const selector = ({ secret, key }: SecretRef) => ({ name: secret, key });

function receiver({ name, pagerduty, slack, email }: Receiver) {
  return {
    name,
    ...(pagerduty
      ? {
          pagerdutyConfigs: [
            {
              routingKey: selector(pagerduty.routingKey),
              ...(pagerduty.url === undefined ? {} : { url: pagerduty.url }),
              sendResolved: true,
              severity: PAGE_SEVERITY,
              description: TITLE,
              details: Object.entries(DETAILS).map(([key, value]) => ({ key, value })),
            },
          ],
        }
      : {}),
    ...(slack
      ? {
          slackConfigs: [
            {
              apiURL: selector(slack.webhook),
              channel: slack.channel,
              sendResolved: true,
              color: COLOUR,
              title: TITLE,
              text: TEXT,
            },
          ],
        }
      : {}),
    ...(email
      ? {
          emailConfigs: [
            {
              to: email.to.join(', '),
              from: email.from,
              smarthost: email.smarthost,
              ...(email.username === undefined ? {} : { authUsername: email.username }),
              ...(email.password ? { authPassword: selector(email.password) } : {}),
              requireTLS: email.requireTls,
              sendResolved: true,
              headers: [{ key: 'Subject', value: TITLE }],
              text: TEXT,
              html: HTML,
            },
          ],
        }
      : {}),
  };
}
