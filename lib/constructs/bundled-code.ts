import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { join } from 'node:path';

const LAMBDA_SOURCES = join(__dirname, '..', '..', 'lambda');

/**
 * Lambda code that this project bundles itself, on this machine and never in Docker. The hash is
 * that of the result, and a stack that is not being deployed is not bundled.
 *
 * @param identity tells this bundle from others of the same app; CDK bundles equal ones only once
 * @param bundle writes the code into the folder it is given
 */
export const bundledCode = (identity: string, bundle: (outdir: string) => unknown): Code =>
  Code.fromAsset(LAMBDA_SOURCES, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      environment: { BUNDLE: identity },
      local: {
        tryBundle: (outdir) => {
          bundle(outdir);
          return true;
        },
      },
    },
  });
