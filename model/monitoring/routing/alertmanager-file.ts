import type { SecretRef } from '../../service/alerts';
import { COLOUR, DETAILS, HTML, PAGE_SEVERITY, TEXT, TITLE } from './message';
import { is, matcherText, type Matcher } from './matcher';
import type { Receiver, Routing } from './routing';

/** Where Alertmanager finds the Secrets: as files, where the prometheus-operator would mount them too. */
const SECRETS = '/etc/alertmanager/secrets';

/**
 * @returns a whole `alertmanager.yml`: what the operator would make of {@link Routing}, for an Alertmanager without it.
 * It is needed as a file, so it has no secret in it: those are named as files as well.
 */
export function alertmanagerFile({ service, groupBy, routes, receivers, inhibitions }: Routing) {
  const last = routes.at(-1)?.receiver ?? '';
  const own = is('service', service);
  return {
    route: {
      receiver: last,
      group_by: [...groupBy],
      routes: [
        {
          matchers: texts([own]),
          receiver: last,
          routes: routes.map((route) => ({
            receiver: route.receiver,
            matchers: texts(route.matchers),
            group_wait: route.groupWait,
            group_interval: route.groupInterval,
            repeat_interval: route.repeatInterval,
          })),
        },
      ],
    },
    receivers: receivers.map(receiver),
    inhibit_rules: inhibitions.map(({ source, target, equal }) => ({
      source_matchers: texts([own, ...source]),
      target_matchers: texts([own, ...target]),
      equal: [...equal],
    })),
  };
}

const texts = (matchers: readonly Matcher[]): string[] => matchers.map(matcherText);

const path = ({ secret, key }: SecretRef): string => `${SECRETS}/${secret}/${key}`;

function receiver({ name, pagerduty, slack, email }: Receiver) {
  return {
    name,
    ...(pagerduty
      ? {
          pagerduty_configs: [
            {
              routing_key_file: path(pagerduty.routingKey),
              ...(pagerduty.url === undefined ? {} : { url: pagerduty.url }),
              send_resolved: true,
              severity: PAGE_SEVERITY,
              description: TITLE,
              details: { ...DETAILS },
            },
          ],
        }
      : {}),
    ...(slack
      ? {
          slack_configs: [
            {
              api_url_file: path(slack.webhook),
              channel: slack.channel,
              send_resolved: true,
              color: COLOUR,
              title: TITLE,
              text: TEXT,
            },
          ],
        }
      : {}),
    ...(email
      ? {
          email_configs: [
            {
              to: email.to.join(', '),
              from: email.from,
              smarthost: email.smarthost,
              ...(email.username === undefined ? {} : { auth_username: email.username }),
              ...(email.password ? { auth_password_file: path(email.password) } : {}),
              require_tls: email.requireTls,
              send_resolved: true,
              headers: { Subject: TITLE },
              text: TEXT,
              html: HTML,
            },
          ],
        }
      : {}),
  };
}
