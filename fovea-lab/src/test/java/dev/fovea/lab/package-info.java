/// Tests of the lab.
@NullMarked
package dev.fovea.lab;

import org.jspecify.annotations.NullMarked;
