import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkRegistration } from './checks';
import { registrationModel } from './model';
import type { RestateRegistrationProps } from './props';
import { Faults } from '../core/faults';
import { MAP, instanceOf, madeBy, ofTypes } from '../core/prop-types';
import type { RestateRuntime } from '../runtime/restate-runtime';
import { ManagedVersion } from '../version/managed-version';
import { VERSION_TYPES } from '../version/prop-types';

const REGISTRATION_TYPES = {
  ...VERSION_TYPES,
  endpoint: madeBy('RestateEndpoint'),
  headers: MAP,
  secretHeaders: MAP,
  waitForRollout: instanceOf('Deployment'),
};

/**
 * Registers services that run anywhere with Restate: behind a plain Deployment and Service, at an external address,
 * or on AWS Lambda. They are registered, and deregistered once drained, like the versions of a RestateDeployment, but
 * no pods or other objects of theirs are created or deleted.
 *
 * @see https://docs.restate.dev/services/deployment/kubernetes
 *
 * @example
 * new RestateRegistration(chart, 'partner', {
 *   admin,
 *   endpoint: RestateEndpoint.fromUrl('https://partner.example/restate'),
 *   secretHeaders: { 'x-api-key': { name: 'partner', key: 'api-key' } },
 * });
 */
export class RestateRegistration extends Construct {
  /** The name of the registration. */
  public readonly name: string;

  /** The namespace of the runtime. */
  public readonly namespace: string;

  /** What is registered with Restate: a URL, or an ARN. */
  public readonly uri: string;

  /** The runtime that registers it. */
  public readonly runtime: RestateRuntime;

  /**
   * Invalid props do not throw here: they are all reported together when the app is synthesized, each with its field,
   * the value given and what to write instead.
   *
   * @param scope the chart
   * @param id the construct's id, and the registration's name if `props.name` is left out
   * @param props what is registered, and where
   */
  constructor(scope: Construct, id: string, props: RestateRegistrationProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, REGISTRATION_TYPES, faults);
    const model = registrationModel(this, id, typed, faults);
    checkRegistration(model, typed, faults);
    this.name = model.name;
    this.namespace = model.namespace;
    this.uri = model.uri;

    const version = ManagedVersion.of(this, model, model.desired, typed.runtime, faults);
    this.runtime = version.runtime;
    version.manage([], model);
    // The Job that registers it; a runtime that watches makes none.
    this.node.defaultChild = this.node.children.find(ApiObject.isApiObject);
  }
}
