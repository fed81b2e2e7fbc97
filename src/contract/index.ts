export * from './cluster-jobs';
export * from './desired-state';
export * from './object-metadata';
export * from './parse';
export * from './permissions';
export * from './runtime-objects';
export * from './status';
export * from './tunnel';
export { QUANTITY } from '../core/quantity';
