import { gcpProject } from './identity/identity';
import type { ClusterSecurityModel } from './model';
import { checkEgressRules, checkPeers } from './network/checks';
import { shown } from '../core/faults';
import type { Faults, FaultSink } from '../core/faults';
import { checkAnnotations, checkDnsSubdomain } from '../core/kubernetes-syntax';

/** The keys that a Secret may have. */
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** Checks `security`, given in manifest form. */
export function checkSecurity(security: ClusterSecurityModel, faults: Faults): void {
  checkAnnotations(security.serviceAnnotations, 'security.serviceAnnotations', faults);
  checkAnnotations(
    security.serviceAccountAnnotations,
    'security.serviceAccountAnnotations',
    faults,
  );
  checkIdentity(security, faults);
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
  for (const [port, peers] of Object.entries(security.networkPeers)) {
    checkPeers(peers, `security.networkPeers.${port}`, faults);
  }
  checkEgressRules(security.networkEgressRules, 'security.networkEgressRules', faults);
}

function checkIdentity(security: ClusterSecurityModel, faults: Faults): void {
  const { awsPodIdentity, gcpServiceAccount } = security;
  if (gcpServiceAccount !== undefined && gcpProject(gcpServiceAccount) === undefined) {
    faults.add(
      'security.serviceAccountAnnotations[iam.gke.io/gcp-service-account]',
      `${shown(gcpServiceAccount)} does not name a project`,
      'write name@PROJECT.iam.gserviceaccount.com',
    );
  }
  checkWait(security, faults);
  if (awsPodIdentity === undefined) return;
  if (typeof awsPodIdentity.roleArn !== 'string' || awsPodIdentity.roleArn === '') {
    faults.add(
      'security.identity',
      `${shown(awsPodIdentity.roleArn)} is not the ARN of a role`,
      'write one such as "arn:aws:iam::111122223333:role/restate"',
    );
  }
  if (awsPodIdentity.eksClusterName === undefined) {
    faults.warn(
      'security.identity',
      `the role ${shown(awsPodIdentity.roleArn)} is not associated, since the EKS cluster is not known`,
      'name it in RestateIdentity.awsPodIdentity or platform.eksClusterName',
    );
  }
}

/** Somebody who asks for it relies on it. */
function checkWait(security: ClusterSecurityModel, faults: Faults): void {
  const { waitForCredentials, awsPodIdentity, gcpServiceAccount } = security;
  const known = awsPodIdentity?.eksClusterName ?? gcpServiceAccount;
  if (!waitForCredentials || known !== undefined) return;
  faults.warn(
    'security.waitForCredentials',
    'true has no effect: there are no credentials that a pod could check',
    'leave it out, or give RestateIdentity.awsPodIdentity with an EKS cluster or RestateIdentity.gcpServiceAccount',
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
      'name the file of the key below the mounted volume',
    );
  }
}

function checkSecretKey(
  source: { secretName: string; key: string },
  field: string,
  faults: FaultSink,
): void {
  checkDnsSubdomain(source.secretName, `${field}.secretName`, faults);
  if (typeof source.key === 'string' && SECRET_KEY.test(source.key)) return;
  faults.add(
    `${field}.key`,
    `${shown(source.key)} is not a key of a Secret`,
    'write letters, digits, "-", "_" and "."',
  );
}
