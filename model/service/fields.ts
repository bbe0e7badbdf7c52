import { z } from 'zod';
import { memoryBytes } from './quantity';

/** A TCP port. */
export const port = z.int().min(1).max(65_535);

/** CPU as a Kubernetes quantity, for example `500m` or `2`. */
export const cpu = z
  .string()
  .regex(/^([1-9][0-9]{0,5}m|[1-9][0-9]{0,2}(\.[0-9]{1,3})?|0\.[0-9]*[1-9])$/, {
    error: 'be CPUs such as "500m" or "2", more than 0',
  });

/** Below it no container starts; `512` in place of `512Mi` is the usual slip. */
const LEAST_MEMORY = '4Mi';

/** Memory as a Kubernetes quantity, for example `512Mi` or `2Gi`. */
export const memory = z
  .string()
  .regex(/^[1-9][0-9]{0,14}(\.[0-9]{1,3})?(k|M|G|T|Ki|Mi|Gi|Ti)?$/, {
    error: 'be memory such as "512Mi" or "2Gi"',
    abort: true,
  })
  .refine((text) => memoryBytes(text) >= memoryBytes(LEAST_MEMORY), {
    error: `be at least ${LEAST_MEMORY}, with a unit such as Mi or Gi`,
  });

/** Text for people, of at most so many characters. */
export const oneLine = (most: number) =>
  z
    .string()
    .min(1, { error: 'not be empty' })
    .max(most)
    .regex(/^[^\t\n\r]*$/, { error: 'be one line of text', abort: true })
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'be one line of text' });

/** A name that Kubernetes accepts for an object, short enough for the suffixes that are added to it. */
export const objectName = z.string().regex(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, {
  error: 'start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most',
});

/** The name of an object that exists already and that others have named. */
export const foreignName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/, {
    error: 'be the name of a Kubernetes object, of a-z, 0-9, - and .',
  })
  .max(253);

/** The key of a Kubernetes label, for example `release` or `example.com/team`. */
export const labelName = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/,
    {
      error: 'be the key of a label, such as release or example.com/team',
    },
  );

/** The value of a Kubernetes label. */
export const labelValue = z.string().regex(/^([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/, {
  error: 'be the value of a label, of letters, digits, -, _ and ., 63 characters at most',
});

/** A key in the data of a Secret. */
export const secretKey = z
  .string()
  .regex(/^(?!\.\.?$)[-._a-zA-Z0-9]{1,253}$/, { error: 'be a key of letters, digits, -, _ and .' });

/** The path of a request, without query. Characters that NGINX or YAML could take otherwise are refused. */
export const urlPath = z
  .string()
  .regex(/^\/[A-Za-z0-9._~!&'()*+,=:@%/-]*$/, {
    error: "be a path such as /health, of letters, digits and ._~!&'()*+,=:@%/-",
  })
  .max(1_024);

/** The name of an HTTP header. */
export const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, {
  error: 'be a header name such as X-User-Id',
});

/** The value of an HTTP header. Only what every program on the way takes as it is. */
export const headerValue = z
  .string()
  .regex(/^[\x20-\x7e]*$/, { error: 'be one line of printable ASCII' })
  .max(1_024);

/** The name of a cookie. */
export const cookieName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, {
  error: 'be a cookie name of letters, digits and _',
});

/** A network such as `10.0.0.0/8` or `2001:db8::/32`. */
export const network = z.union([z.cidrv4(), z.cidrv6()], {
  error: 'be a network such as 10.0.0.0/8 or 2001:db8::/32',
});

/** A name in the environment of a container. */
export const environmentName = z.string().regex(/^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,254}$/, {
  error: 'be an environment name of letters, digits and _',
});

/** An absolute path in a container, in its shortest form. */
export const containerPath = z
  .string()
  .regex(/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+$/, {
    error: 'be an absolute path such as /etc/app, without . or .. in it, and not / itself',
  })
  .max(255);

/** A container image. Which tags are good enough for production is a matter of the policies. */
export const image = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:[0-9]+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
    { error: 'be a container image such as registry.example.com/shop:1.4.2', abort: true },
  )
  .refine((name) => /:[^/]+$/.test(name), { error: 'carry a tag or a digest' });

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A span of time, for example `30s`, `15m`, `48h` or `14d`. */
const duration = z.string().regex(/^(0|[1-9][0-9]{0,5}(s|m|h|d))$/, {
  error: 'be a duration such as 30s, 15m, 48h or 14d',
});

/** @returns a span of time with bounds, both of them allowed. */
export function durationWithin(least: string, most: string) {
  return duration
    .refine((text) => !(seconds(text) < seconds(least)), { error: `be at least ${least}` })
    .refine((text) => !(seconds(text) > seconds(most)), { error: `be at most ${most}` });
}

/** @returns the seconds of a checked {@link duration}. */
export function seconds(text: string): number {
  const unit = text.at(-1) as keyof typeof SECONDS | '0';
  return unit === '0' && text === '0' ? 0 : Number(text.slice(0, -1)) * SECONDS[unit as 's'];
}

/** A calendar day in UTC, for example `2026-12-31`. */
export const day = z.iso.date({ error: 'be a day such as 2026-12-31' });
