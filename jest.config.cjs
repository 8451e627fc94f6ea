// The tests are compiled by tsc and run from dist/: no transform, so what is tested is what ships.
module.exports = {
  rootDir: __dirname,
  roots: ["<rootDir>/dist/test"],
  testMatch: ["**/*.test.js"],
  transform: {},
  testEnvironment: "<rootDir>/dist/test/environment.js",
  testTimeout: 60_000,
  // The default leaves one core idle, which is half of a machine with two.
  maxWorkers: "100%",
  coverageProvider: "v8",
  collectCoverageFrom: ["dist/src/**/*.js"],
};
