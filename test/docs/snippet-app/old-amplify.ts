import { Amplify } from "@aws-amplify/core";

Amplify.configure({});
