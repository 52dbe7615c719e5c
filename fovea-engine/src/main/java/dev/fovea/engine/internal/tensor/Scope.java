package dev.fovea.engine.internal.tensor;

import java.util.Iterator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/// Frees every native object that this thread makes while the scope is open, except those that are
/// moved out. Every function that makes temporaries opens one:
///
/// ```java
/// try (Scope scope = new Scope()) {
///   return scope.moveOut(x.mul(weight));
/// }
/// ```
public final class Scope implements AutoCloseable {
  private final PointerScope pointers = new PointerScope();

  /// Hands an object to the scope around this one; where there is none, to the caller.
  public <T extends Pointer> T moveOut(T object) {
    Iterator<PointerScope> scopes = PointerScope.getScopeIterator();
    scopes.next(); // this one
    if (scopes.hasNext()) {
      scopes.next().attach(object);
      pointers.detach(object);
      return object;
    }
    return release(object);
  }

  /// Hands an object to the caller for good: no scope frees it, the caller closes it.
  public <T extends Pointer> T release(T object) {
    object.retainReference();
    pointers.detach(object);
    return object;
  }

  @Override
  public void close() {
    pointers.close();
  }
}
