#!/usr/bin/env node
// Old syntax on purpose: an old Node must be able to run this far and report that it is too old.
// biome-ignore-all lint/suspicious/noVar: old syntax
// biome-ignore-all lint/correctness/noInnerDeclarations: old syntax
// biome-ignore-all lint/complexity/useArrowFunction: old syntax
// biome-ignore-all lint/style/useTemplate: old syntax
// biome-ignore-all lint/style/useNodejsImportProtocol: old Nodes do not know it
'use strict';

var fs = require('fs');
var path = require('path');

var MIN_NODE = [24, 15];
// Builds with the Node of the package: `npm run build` may find the machine's own, which may be too old.
var BUILD = 'npm ci --ignore-scripts=false';
var root = path.dirname(__dirname);
var entry = path.join(root, 'dist', 'cli', 'main.js');

function isNewEnough(version) {
  var parts = version.split('.');
  var major = Number(parts[0]);
  return major > MIN_NODE[0] || (major === MIN_NODE[0] && Number(parts[1]) >= MIN_NODE[1]);
}

function fail(message, hint) {
  process.stderr.write('error: ' + message + '\ntry: ' + hint + '\n');
  process.exitCode = 1;
}

/** Whether no other user can put another folder in place of this one: the rules of cli/instance/find-intrusions.ts. */
function isSafePath(place) {
  for (var at = path.dirname(place); ; at = path.dirname(at)) {
    var found = fs.statSync(at);
    if (found.uid !== 0 && found.uid !== process.getuid()) return false;
    // Sticky folders let each user rename and remove only what is theirs.
    if (found.mode & 18 && !(found.mode & 512)) return false;
    if (path.dirname(at) === at) return true;
  }
}

/** Caches compiled code, but only in a folder that no other user can change. */
function keepCompiledCode() {
  var home = process.env.INFLUSCOPE_HOME || path.join(require('os').homedir(), '.influscope');
  var folder = path.join(home, 'cache', 'v8');
  try {
    var places = [home, path.join(home, 'cache'), folder];
    for (var i = 0; i < places.length; i++) {
      // One by one: with `recursive`, this never returns below /proc.
      if (!fs.existsSync(places[i])) fs.mkdirSync(places[i], 448);
      var found = fs.lstatSync(places[i]);
      if (!found.isDirectory() || found.uid !== process.getuid() || found.mode & 18) return;
    }
    if (!isSafePath(path.resolve(home)) || !isSafePath(fs.realpathSync(home))) return;
    // Node creates a folder of its own in it.
    var mask = process.umask(63);
    require('module').enableCompileCache(folder);
    process.umask(mask);
  } catch (_error) {
    // The cache only saves time.
  }
}

/** The Node of the package `node`, here or in a parent folder. */
function findNode() {
  for (var folder = root; ; folder = path.dirname(folder)) {
    var candidate = path.join(folder, 'node_modules', 'node', 'bin', 'node');
    if (fs.existsSync(candidate)) return candidate;
    if (path.dirname(folder) === folder) return null;
  }
}

/**
 * A terminal sends a signal to the child itself, too. So signals are forwarded as messages: the child, `stop-signals.ts`,
 * tells the second copy of a signal from a second request.
 */
function runWith(node) {
  var child = require('child_process').spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  var forward = (signal) => {
    // A child that just ended cannot receive it, and need not.
    if (child.connected) child.send({ signal: signal }, () => {});
  };
  signals.forEach((signal) => {
    process.on(signal, forward);
  });
  child.on('error', (error) => {
    fail('Cannot start ' + node + ': ' + error.message, 'npm rebuild node');
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exit(code);
    }
    signals.forEach((name) => {
      process.removeListener(name, forward);
    });
    process.kill(process.pid, signal);
  });
}

/** Installs the Node of the package `node`, in a clone or where npm put this package. */
function installNode() {
  var modules = path.dirname(root);
  if (path.basename(modules) !== 'node_modules') return BUILD;
  var project = path.dirname(modules);
  var isGlobal = path.basename(project) === 'lib' && !fs.existsSync(path.join(project, 'package.json'));
  var prefix = isGlobal ? path.dirname(project) : project;
  if (/[^\w./@+-]/.test(prefix)) prefix = "'" + prefix.replace(/'/g, "'\\''") + "'";
  return (
    'npm rebuild --ignore-scripts=false ' + (isGlobal ? '--global ' : '') + '--prefix ' + prefix + ' node'
  );
}

if (!fs.existsSync(entry)) {
  fail('influscope is not built: ' + entry + ' is missing', BUILD);
} else if (isNewEnough(process.versions.node)) {
  keepCompiledCode();
  require(entry).start(entry);
} else {
  var node = findNode();
  if (node) runWith(node);
  else {
    fail(
      'influscope needs Node ' +
        MIN_NODE.join('.') +
        ' or later, this is ' +
        process.versions.node +
        ', and the package "node" is not installed',
      installNode(),
    );
  }
}
