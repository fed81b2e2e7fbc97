import { AWS_ROLE_ANNOTATION, gcpProject } from './identity';
import { shown } from '../../core/faults';
import type { Faults, FaultSink } from '../../core/faults';
import { checkAnnotations, checkDnsSubdomain, isDataKey } from '../../core/kubernetes-syntax';
import type { ClusterSecurityModel } from '../model';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::[0-9]+:role\/.+$/;

/** Checks the identity of the pods and the certificates that they trust. */
export function checkIdentity(security: ClusterSecurityModel, faults: Faults): void {
  const { serviceAccount } = security;
  checkDnsSubdomain(serviceAccount.name, 'security.serviceAccountName', faults);
  if (serviceAccount.annotated && !serviceAccount.created) {
    faults.add(
      'security.serviceAccountAnnotations',
      `the ServiceAccount ${shown(serviceAccount.name)} is not created here`,
      'annotate it where it is created, and remove them here, or remove serviceAccountName',
    );
  }
  checkAnnotations(
    security.serviceAccountAnnotations,
    'security.serviceAccountAnnotations',
    faults,
  );
  checkCloudIdentity(security, faults);
  checkSigningKey(security, faults);
  security.trustedCaCerts.forEach((cert, index) => {
    checkSecretKey(cert, `security.trustedCaCerts[${index}]`, faults);
  });
  security.awsPodSecurityGroups.forEach((group, index) => {
    if (typeof group === 'string' && group !== '') return;
    faults.add(
      `security.awsPodSecurityGroups[${index}]`,
      `${shown(group)} is not the id of a security group`,
      'write one such as "sg-0123456789abcdef0"',
    );
  });
}

function checkCloudIdentity(security: ClusterSecurityModel, faults: Faults): void {
  const { awsPodIdentity, gcpServiceAccount } = security;
  if (gcpServiceAccount !== undefined && gcpProject(gcpServiceAccount) === undefined) {
    faults.add(
      'security.serviceAccountAnnotations[iam.gke.io/gcp-service-account]',
      `${shown(gcpServiceAccount)} does not contain a project`,
      'write name@PROJECT.iam.gserviceaccount.com',
    );
  }
  checkWait(security, faults);
  const annotated = security.serviceAccountAnnotations[AWS_ROLE_ANNOTATION];
  if (annotated !== undefined) {
    checkRole(annotated, `security.serviceAccountAnnotations[${AWS_ROLE_ANNOTATION}]`, faults);
  }
  if (awsPodIdentity === undefined) return;
  checkRole(awsPodIdentity.roleArn, 'security.identity', faults);
  if (awsPodIdentity.eksClusterName === undefined) {
    faults.warn(
      'security.identity',
      `the role ${shown(awsPodIdentity.roleArn)} is not associated, since the EKS cluster is not known`,
      'name it in RestateIdentity.awsPodIdentity or platform.eksClusterName',
    );
  }
}

function checkRole(role: unknown, field: string, faults: Faults): void {
  if (typeof role === 'string' && ROLE_ARN.test(role)) return;
  faults.add(
    field,
    `${shown(role)} is not the ARN of a role`,
    'write one such as "arn:aws:iam::111122223333:role/restate"',
  );
}

/** A user who sets it relies on it. */
function checkWait(security: ClusterSecurityModel, faults: Faults): void {
  const { waitForCredentials, awsPodIdentity, gcpServiceAccount } = security;
  const known = awsPodIdentity?.eksClusterName ?? gcpServiceAccount;
  if (!waitForCredentials || known !== undefined) return;
  faults.warn(
    'security.waitForCredentials',
    'true has no effect: a pod of this cluster has no credentials that it could check',
    'remove it, or use RestateIdentity.awsPodIdentity with an EKS cluster or RestateIdentity.gcpServiceAccount',
  );
}

function checkSigningKey({ signingKey }: ClusterSecurityModel, faults: Faults): void {
  const field = 'security.requestSigningPrivateKey';
  if (signingKey?.secret !== undefined) {
    checkSecretKey(signingKey.secret, `${field}.secret`, faults);
  }
  const path = signingKey?.secretProvider?.path;
  if (signingKey?.secretProvider !== undefined && (typeof path !== 'string' || path === '')) {
    faults.add(
      `${field}.secretProvider.path`,
      `${shown(path)} is not a path`,
      'write the path of the key below the root of the mounted volume',
    );
  }
}

function checkSecretKey(
  source: { secretName: string; key: string },
  field: string,
  faults: FaultSink,
): void {
  checkDnsSubdomain(source.secretName, `${field}.secretName`, faults);
  if (isDataKey(source.key)) return;
  faults.add(
    `${field}.key`,
    `${shown(source.key)} is not a key of a Secret`,
    'write letters, digits, "-", "_" and "."',
  );
}
