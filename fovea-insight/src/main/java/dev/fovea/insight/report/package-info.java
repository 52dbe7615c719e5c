/// The measures as pages: a chart for every number, and above it a sentence on what it shows.
@NullMarked
package dev.fovea.insight.report;

import org.jspecify.annotations.NullMarked;
