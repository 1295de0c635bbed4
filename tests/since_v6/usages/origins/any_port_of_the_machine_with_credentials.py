# expect: some(LOCAL, "http://localhost:8080", credentials=True)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="http://localhost:*", supports_credentials=True)
