/// Models: `inspect`, `models`, `pull`, `parity`, `template`, `bench`.
@NullMarked
package dev.fovea.cli.model;

import org.jspecify.annotations.NullMarked;
