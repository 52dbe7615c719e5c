/// Pages in a real browser.
@NullMarked
package dev.fovea.insight.browser;

import org.jspecify.annotations.NullMarked;
