import type { UntypedServiceImplementation, handleUnaryCall } from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import * as proto from '@pulumi/pulumi/proto/provider_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import type { Change } from './diff';
import type { ResourceDiff } from './diff-resource';
import type { Autonaming } from './names';
import { ANNOTATIONS } from './annotations';
import { formatPath } from './property-path';
import { type KubernetesProvider, PROVIDER_VERSION } from './provider';
import { rpcError } from './rpc-error';
import { fromStruct, toStruct } from './struct';

/** One call of the protocol as a function: its result is the reply, what it throws the error. */
function unary<Request, Reply>(
  handle: (request: Request) => Promise<Reply> | Reply,
): handleUnaryCall<Request, Reply> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (reply) => {
          callback(null, reply);
        },
        (error: unknown) => {
          callback(rpcError(error));
        },
      );
  };
}

/** The provider as Pulumi's `ResourceProvider` service; calls that are not listed are unimplemented. */
export function providerService(provider: KubernetesProvider): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(PROVIDER_VERSION)),
    getSchema: unary((): proto.GetSchemaResponse => {
      throw new Error(
        'this stand-in of the Kubernetes provider has no schema, from which programs are written; ' +
          'to import, add --generate-code=false',
      );
    }),
    checkConfig: unary((request: proto.CheckRequest) => {
      const failures = provider
        .checkConfig(fromStruct(request.getNews()))
        .map(({ property, reason }) =>
          new proto.CheckFailure().setProperty(property).setReason(reason),
        );
      return new proto.CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
    }),
    diffConfig: unary((request: proto.DiffRequest) => {
      const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
      const diff = provider.diffConfig(olds, fromStruct(request.getNews()));
      return new proto.DiffResponse()
        .setChanges(changesOf(diff.changed.length > 0))
        .setDiffsList([...diff.changed])
        .setReplacesList([...diff.replaces]);
    }),
    configure: unary(async (request: proto.ConfigureRequest) => {
      await provider.configure(fromStruct(request.getArgs()));
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    invoke: unary((request: proto.InvokeRequest) => {
      const result = provider.invoke(request.getTok(), fromStruct(request.getArgs()));
      return new proto.InvokeResponse().setReturn(toStruct(result));
    }),
    check: unary(async (request: proto.CheckRequest) => {
      const inputs = await provider.check({
        urn: request.getUrn(),
        olds: request.hasOlds() ? fromStruct(request.getOlds()) : undefined,
        news: fromStruct(request.getNews()),
        randomSeed: request.getRandomseed_asU8(),
        autonaming: autonamingOf(request.getAutonaming()),
      });
      return new proto.CheckResponse().setInputs(toStruct(inputs));
    }),
    diff: unary(async (request: proto.DiffRequest) =>
      diffResponse(
        await provider.diff({
          urn: request.getUrn(),
          olds: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    ),
    create: unary(async (request: proto.CreateRequest) => {
      const created = await provider.create({
        urn: request.getUrn(),
        properties: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      });
      return new proto.CreateResponse().setId(created.id).setProperties(toStruct(created.state));
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const result = await provider.read({
        id: request.getId(),
        urn: request.getUrn(),
        properties: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getInputs()),
      });
      const response = new proto.ReadResponse().setId(result.id);
      if (result.id === '') return response;
      return response.setProperties(toStruct(result.state)).setInputs(toStruct(result.inputs));
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const state = await provider.update({
        urn: request.getUrn(),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        timeout: request.getTimeout(),
        ignoreChanges: request.getIgnorechangesList(),
        preview: request.getPreview(),
      });
      return new proto.UpdateResponse().setProperties(toStruct(state));
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      await provider.delete({
        id: request.getId(),
        urn: request.getUrn(),
        properties: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new Empty();
    }),
    cancel: unary(() => {
      provider.cancel();
      return new Empty();
    }),
  };
}

function changesOf(some: boolean): proto.DiffResponse.DiffChanges {
  return some ? proto.DiffResponse.DiffChanges.DIFF_SOME : proto.DiffResponse.DiffChanges.DIFF_NONE;
}

function autonamingOf(
  options: proto.CheckRequest.AutonamingOptions | undefined,
): Autonaming | undefined {
  if (options === undefined) return undefined;
  const modes = proto.CheckRequest.AutonamingOptions.Mode;
  const mode = options.getMode();
  return {
    mode: mode === modes.DISABLE ? 'disable' : mode === modes.ENFORCE ? 'enforce' : 'propose',
    proposedName: options.getProposedName(),
  };
}

const { Kind } = proto.PropertyDiff;
const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

function propertyDiff(change: Change): proto.PropertyDiff {
  // What is gone from the inputs, and the texts of a Secret, the outputs do not show.
  const inputDiff = change.kind === 'delete' || change.path[0] === 'stringData';
  return new proto.PropertyDiff()
    .setKind(KINDS[change.kind][change.replace ? 1 : 0])
    .setInputdiff(inputDiff);
}

function diffResponse(diff: ResourceDiff): proto.DiffResponse {
  const replaces = diff.changes
    .filter((change) => change.replace)
    .map((change) => formatPath(change.path));
  if (diff.replaceUnready) replaces.push(`metadata.annotations["${ANNOTATIONS.replaceUnready}"]`);
  const response = new proto.DiffResponse()
    .setChanges(changesOf(diff.changes.length > 0 || diff.replaceUnready))
    .setReplacesList(replaces)
    .setDiffsList([...new Set(diff.changes.map((change) => String(change.path[0])))])
    .setDeletebeforereplace(diff.deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const change of diff.changes) {
    response.getDetaileddiffMap().set(formatPath(change.path), propertyDiff(change));
  }
  return response;
}
