/// <reference types="next" />
/// <reference types="next/image-types/global" />
// Types of CSS Modules, also where Next has not written its own declarations yet.
