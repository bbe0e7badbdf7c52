import { Image } from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';

export interface CutoverImageArgs {
  /** Repository to push to, without a tag, for example `registry.example.com/platform/cutover`. */
  readonly repository: pulumi.Input<string>;
  /** Folder with the Dockerfile: the project's root. */
  readonly context: pulumi.Input<string>;
}

/**
 * The image with Cutover's in-cluster programs, built from the project's Dockerfile and pushed. Needs a Docker
 * engine; without one, name a built image in the stack config instead.
 */
export class CutoverImage extends pulumi.ComponentResource {
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
