import { Image } from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';

interface CutoverImageArgs {
  /** Repository to push to, without a tag, for example `registry.example.com/platform/cutover`. */
  readonly repository: pulumi.Input<string>;
  /** Folder with the Dockerfile: the project's root. */
  readonly context: pulumi.Input<string>;
}

/**
 * The image with Cutover's in-cluster programs, built from the project's Dockerfile and pushed. Needs a Docker
 * engine; without one, name a built image in the stack config instead.
 */
class CutoverImage extends pulumi.ComponentResource {
  /** The image by the digest that was pushed: what runs is what was built. */
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: CutoverImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:CutoverImage', name, {}, opts);
    const image = new Image(
      `${name}-image`,
      {
        imageName: pulumi.interpolate`${args.repository}:latest`,
        build: { context: args.context, platform: 'linux/amd64' },
      },
      { parent: this },
    );
    this.reference = image.repoDigest;
    this.registerOutputs({ reference: this.reference });
  }
}

/**
 * @returns `given`, an image that is there already, else one that is built and pushed.
 */
export function cutoverImage(
  name: string,
  { given, ...args }: CutoverImageArgs & { readonly given: string | undefined },
): pulumi.Input<string> {
  return given ?? new CutoverImage(name, args).reference;
}
