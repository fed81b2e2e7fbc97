const { basename } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;
const SECONDS = require('./seconds.json');

const known = Object.values(SECONDS);
const mean = known.reduce((sum, seconds) => sum + seconds, 0) / known.length;
const secondsOf = ({ path }) => SECONDS[basename(path, '.test.ts')] ?? mean;

module.exports = class extends Sequencer {
  /**
   * The files by their names, on every machine. jest would take those first that failed or took long the last time there,
   * so that a failure that comes from an order is seen on one machine only.
   */
  sort(tests) {
    return [...tests].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  /** Shards that take about as long as each other: the longest file first, each to the shard with the least so far. */
  shard(tests, { shardIndex, shardCount }) {
    const shards = Array.from({ length: shardCount }, () => ({ seconds: 0, tests: [] }));
    const longestFirst = this.sort(tests).sort((one, other) => secondsOf(other) - secondsOf(one));
    for (const test of longestFirst) {
      const least = shards.reduce((one, other) => (other.seconds < one.seconds ? other : one));
      least.tests.push(test);
      least.seconds += secondsOf(test);
    }
    return shards[shardIndex - 1].tests;
  }
};
